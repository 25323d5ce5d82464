import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ARRAY_FUNCTION, sum } from '../../src/functions/index.js';
import { type ImgLib2Handle, toImgLib2 } from '../../src/imglib/index.js';
import { javaClass } from '../../src/jvm/index.js';
import { type Viewer, view } from '../../src/viewers/index.js';
import { ARRAY_BUFFER, asVolume, createVolume, Volume } from '../../src/volume/index.js';

/** What a use of a volume in some state comes to: it works, or which error it is. */
const ERRORS: Record<string, string> = { R: 'ReleasedError', D: 'DetachedError', O: 'ReadOnlyError' };
const WORKS = '.';

const viewers: Viewer[] = [];
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});

function filled(): Volume<'uint8'> {
  const volume = createVolume([4, 5, 6], 'uint8');
  volume.data.fill(1);
  return volume;
}

/** How a volume gets into each state; in the order of the table's columns. */
const STATES: Record<string, () => Volume<'uint8'> | Promise<Volume<'uint8'>>> = {
  open: filled,
  shared: () => {
    const volume = filled();
    toImgLib2(volume);
    return volume;
  },
  viewed: async () => {
    const volume = filled();
    viewers.push(await view(volume, { viewer: 'imagej', headless: true }));
    return volume;
  },
  detached: () => {
    const array = new Uint8Array(120);
    const volume = asVolume(array, [4, 5, 6]);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    return volume;
  },
  closed: () => {
    const volume = filled();
    toImgLib2(volume);
    volume.close();
    return volume;
  },
  'closed view': () => {
    const volume = filled().flip(0);
    volume.close();
    return volume;
  },
  'view of closed': () => {
    const volume = filled();
    const part = volume.flip(0);
    volume.close();
    return part;
  },
  'read-only': () => asVolume(new Uint8Array(120).fill(1), [4, 5, 6], { readOnly: true }),
};

/** Every member of a volume: how it is used, and what comes of it in each state. */
const MEMBERS: Record<string, [outcomes: string, use: (volume: Volume<'uint8'>) => unknown]> = {
  //                   open, shared, viewed, detached, closed, closed view, view of closed, read-only
  shape: ['........', (v) => v.shape],
  strides: ['........', (v) => v.strides],
  offset: ['........', (v) => v.offset],
  byteOffset: ['........', (v) => v.byteOffset],
  span: ['........', (v) => v.span],
  size: ['........', (v) => v.size],
  dtype: ['........', (v) => v.dtype],
  readOnly: ['........', (v) => v.readOnly],
  byteOrder: ['........', (v) => v.byteOrder],
  ndim: ['........', (v) => v.ndim],
  nbytes: ['........', (v) => v.nbytes],
  block: ['........', (v) => v.block.id],
  isContiguous: ['........', (v) => v.isContiguous],
  closed: ['........', (v) => v.closed],
  ['toString' as string]: ['........', (v) => v.toString()],
  data: ['...DRRR.', (v) => v.data],
  window: ['...DRRR.', (v) => v.window(0, 6)],
  get: ['...DRRR.', (v) => v.get(3, 4, 5)],
  set: ['...DRRRO', (v) => v.set(1, 3, 4, 5)],
  slice: ['....RRR.', (v) => v.slice([1, 3])],
  pick: ['....RRR.', (v) => v.pick(0, 1)],
  permuteDims: ['....RRR.', (v) => v.permuteDims([2, 1, 0])],
  flip: ['....RRR.', (v) => v.flip()],
  ndarray: ['...DRRR.', (v) => v.ndarray()],
  copy: ['...DRRR.', (v) => v.copy().close()],
  invalidate: ['....RRR.', (v) => v.invalidate()],
  onInvalidate: ['....RRR.', (v) => v.onInvalidate(() => undefined)()],
  share: ['...DRRR.', (v) => Volume.attach(v.share()).close()],
  // These are no members, but all that can be done with one besides.
  toImgLib2: ['...DRRR.', (v) => toImgLib2(v).close()],
  view: ['...DRRR.', async (v) => viewers.push(await view(v, { viewer: 'imagej', headless: true }))],
  close: ['........', (v) => v.close()],
  [Symbol.dispose.toString()]: ['........', (v) => v[Symbol.dispose]()],
  [ARRAY_BUFFER.toString()]: ['...DRRR.', (v) => v[ARRAY_BUFFER]()],
  // What answers the functions of arrays.
  [ARRAY_FUNCTION.toString()]: ['...DRRR.', (v) => sum(v).close()],
};
const NO_MEMBERS = ['toImgLib2', 'view'];

/** Every member of an image handle in these states: open, closed, open while its volume is closed. */
const HANDLE_STATES: Record<string, () => ImgLib2Handle> = {
  open: () => toImgLib2(filled()),
  closed: () => {
    const handle = toImgLib2(filled());
    handle.close();
    return handle;
  },
  'volume closed': () => {
    const volume = filled();
    const handle = toImgLib2(volume);
    volume.close();
    return handle;
  },
};
const HANDLE_MEMBERS: Record<string, [outcomes: string, use: (handle: ImgLib2Handle) => unknown]> = {
  id: ['...', (handle) => handle.id],
  address: ['...', (handle) => handle.address],
  image: ['.R.', (handle) => expect(Number(javaClass('Reductions').sumSync(handle.image))).toBe(120)],
  closed: ['...', (handle) => handle.closed],
  close: ['...', (handle) => handle.close()],
  [Symbol.dispose.toString()]: ['...', (handle) => handle[Symbol.dispose]()],
};

function membersOf(object: object): string[] {
  const names = [...Reflect.ownKeys(object), ...Reflect.ownKeys(Object.getPrototypeOf(object))];
  return names.map(String).filter((name) => name !== 'constructor');
}

async function outcome(use: () => unknown): Promise<string> {
  try {
    await use();
    return WORKS;
  } catch (error) {
    const found = Object.entries(ERRORS).find(([, name]) => name === (error as Error).name)?.[0];
    if (found === undefined) throw error;
    expect((error as Error).message.length).toBeGreaterThan(10);
    return found;
  }
}

describe('each member of a volume, in each state', () => {
  // Java's start is not to count against the first row.
  beforeAll(() => void STATES.shared?.());

  it('has a row in the table', () => {
    expect(
      Object.keys(MEMBERS)
        .filter((name) => !NO_MEMBERS.includes(name))
        .sort(),
    ).toEqual(membersOf(filled()).sort());
    expect(Reflect.ownKeys(Volume).filter((name) => !['length', 'name', 'prototype'].includes(String(name)))).toEqual([
      'attach',
    ]);
  });

  it.each(Object.entries(MEMBERS))('%s', async (_, [outcomes, use]) => {
    expect(outcomes.length).toBe(Object.keys(STATES).length);
    let found = '';
    for (const make of Object.values(STATES)) {
      const volume = await make();
      found += await outcome(() => use(volume));
    }
    expect(found).toBe(outcomes);
  });
});

describe('each member of an image handle, in each state', () => {
  it('has a row in the table', () => {
    expect(Object.keys(HANDLE_MEMBERS).sort()).toEqual(membersOf(toImgLib2(filled())).sort());
  });

  it.each(Object.entries(HANDLE_MEMBERS))('%s', async (_, [outcomes, use]) => {
    let found = '';
    for (const make of Object.values(HANDLE_STATES)) {
      const handle = make();
      found += await outcome(() => use(handle));
    }
    expect(found).toBe(outcomes);
  });
});
