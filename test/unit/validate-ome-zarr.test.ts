import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateOmeZarr, writeOmeZarr, writeZarr } from '../../src/io/index.js';
import type { Volume } from '../../src/volume/index.js';
import { pattern } from '../support/patterns.js';

const folder = mkdtempSync(join(tmpdir(), 'validate-'));
const sound = { '0.4': join(folder, 'sound-4.zarr'), '0.5': join(folder, 'sound-5.zarr') } as const;
const VERSIONS = ['0.4', '0.5'] as const;
beforeAll(async () => {
  for (const version of VERSIONS) {
    await writeOmeZarr(pattern([3, 12, 20, 24], 'uint8') as Volume, sound[version], {
      ...{ version, axes: 'czyx', levels: 3, channels: [{}, {}, {}], translation: [0, 4, 5, 6] },
      labels: { cells: { volume: pattern([12, 20, 24], 'uint16') as Volume, colors: { 1: [1, 2, 3, 4] } } },
    });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The metadata of a document, which `change` may change. */
function edit(path: string, change: (document: any) => void): void {
  const document = JSON.parse(readFileSync(path, 'utf8'));
  change(document);
  writeFileSync(path, JSON.stringify(document));
}

let copies = 0;

/** What is wrong after the image's OME metadata were changed. */
async function problemsOf(version: '0.4' | '0.5', change: (ome: any) => void, group = ''): Promise<string[]> {
  const path = join(folder, `copy-${copies++}.zarr`);
  cpSync(sound[version], path, { recursive: true });
  if (version === '0.4') edit(join(path, group, '.zattrs'), change);
  else edit(join(path, group, 'zarr.json'), ({ attributes }) => change(attributes.ome));
  return (await validateOmeZarr(path)).map(({ path: at, reason }) => `${at}: ${reason}`);
}

describe.each(VERSIONS)('validateOmeZarr, version %s', (version) => {
  const where = version === '0.4' ? '.zattrs: ' : 'zarr.json: attributes.ome.';

  it('finds nothing in what is right', async () => {
    expect(await validateOmeZarr(sound[version])).toEqual([]);
    expect(await validateOmeZarr(sound[version], { path: 'labels/cells' })).toEqual([]);
    expect(await validateOmeZarr(sound[version], { path: 'labels' })).toEqual([]);
  });

  const image = 'multiscales[0]';
  const first = `${image}.datasets[0].coordinateTransformations`;
  it.each<[string, (ome: any) => void, string[]]>([
    ['no images', (ome) => (ome.multiscales = []), ['multiscales: is []; it must be a list of at least one image']],
    ['no object', (ome) => (ome.multiscales = [7]), ['multiscales[0]: is 7; it must be an object']],
    [
      'axes out of order',
      ({ multiscales: [it] }) => it.axes.reverse(),
      [
        `${image}.axes: are ["space","space","space","channel"]; the order is time, channel or another type, space`,
        'omero.channels: are 3; the image has 24',
      ],
    ],
    [
      'one name twice',
      ({ multiscales: [it] }) => (it.axes[2].name = 'z'),
      [`${image}.axes[2].name: is "z", as that of another axis; names are unique`],
    ],
    [
      'two channels',
      ({ multiscales: [it] }) => (it.axes[1].type = 'channel'),
      [`${image}.axes: have 2 that are neither time nor space; an image has at most one`],
    ],
    [
      'a scale of too few numbers',
      ({ multiscales: [it] }) => it.datasets[0].coordinateTransformations[0].scale.pop(),
      [`${first}[0].scale: is [1,1,1]; it must be 4 numbers, one an axis`],
    ],
    [
      'a scale of 0',
      ({ multiscales: [it] }) => (it.datasets[0].coordinateTransformations[0].scale[1] = 0),
      [`${first}[0].scale: is [1,0,1,1]; factors are above 0`],
    ],
    [
      'no scale',
      ({ multiscales: [it] }) => it.datasets[0].coordinateTransformations.shift(),
      [`${first}: have the types ["translation"]; there must be exactly one scale`],
    ],
    [
      'a translation first',
      ({ multiscales: [it] }) => it.datasets[0].coordinateTransformations.reverse(),
      [`${first}: have a translation before the scale; it must come after`],
    ],
    [
      'another transformation',
      ({ multiscales: [it] }) => (it.datasets[0].coordinateTransformations[1] = { type: 'rotation' }),
      [`${first}[1].type: is "rotation"; here it must be 'scale' or 'translation'`],
    ],
    [
      'a path that leads out',
      ({ multiscales: [it] }) => (it.datasets[2].path = '../0'),
      [`${image}.datasets[2].path: is "../0"; it must be a path below the group`],
    ],
    [
      'a bad colour, and a window without an end',
      (ome) => {
        ome.omero.channels[0].color = 'red';
        delete ome.omero.channels[1].window.end;
      },
      ['omero.channels[0].color: is "red"; it must be RRGGBB', 'omero.channels[1].window: lacks the numbers end'],
    ],
    ['too few channels', (ome) => ome.omero.channels.pop(), ['omero.channels: are 2; the image has 3']],
    [
      'two things at once',
      ({ multiscales: [it] }) => {
        it.axes[0].name = 5;
        it.datasets[0].path = '';
      },
      [
        `${image}.axes[0].name: is 5; it must be a text`,
        `${image}.datasets[0].path: is ""; it must be a path below the group`,
      ],
    ],
  ])('finds %s', async (_, change, wanted) => {
    const found = (await problemsOf(version, change)).filter((problem) => problem.startsWith(where));
    expect(found).toEqual(wanted.map((problem) => where + problem));
  });

  it('finds levels that do not fit, are missing or broken', async () => {
    const swapped = await problemsOf(version, ({ multiscales: [it] }) => {
      [it.datasets[0].path, it.datasets[1].path] = ['1', '0'];
    });
    expect(swapped).toContain(
      '0: has the shape [3, 12, 20, 24], the level before [3, 6, 10, 12]; the finest comes first',
    );
    const lying = await problemsOf(version, ({ multiscales: [it] }) => {
      it.datasets[1].coordinateTransformations[0].scale[2] = 4;
    });
    expect(lying).toEqual([
      '1: has 10 voxels along axis 2, where the finest level has 20 and the scale says that one stands for 4',
    ]);
    const missing = await problemsOf(version, ({ multiscales: [it] }) => {
      it.datasets[1].path = '7';
    });
    expect(missing).toEqual([expect.stringMatching(/^7: .*no Zarr array or group/)]);
    const path = join(folder, `broken-${version}.zarr`);
    cpSync(sound[version], path, { recursive: true });
    writeFileSync(join(path, '1', version === '0.4' ? '.zarray' : 'zarr.json'), '{"zarr_format": ');
    expect(await validateOmeZarr(path)).toEqual([{ path: '1', reason: expect.stringContaining('no JSON') }]);
  });

  it('finds what is wrong with labels', async () => {
    const place = version === '0.4' ? 'labels/cells/.zattrs: ' : 'labels/cells/zarr.json: attributes.ome.';
    const change = (ome: any) => {
      ome['image-label'].colors.push({ 'label-value': 1.5, rgba: [1, 2, 300, 4] });
    };
    expect(await problemsOf(version, change, 'labels/cells')).toEqual([
      `${place}image-label.colors[1].label-value: is 1.5; it must be an integer`,
      `${place}image-label.colors[1].rgba: is [1,2,300,4]; it must be four integers, 0 to 255`,
    ]);
    const without = await problemsOf(version, (ome) => delete ome['image-label'], 'labels/cells');
    expect(without).toEqual([`${place}image-label: is missing; labels must have it, an object`]);
    const unknown = await problemsOf(version, (ome) => ome.labels.push('nuclei'), 'labels');
    expect(unknown).toEqual([expect.stringMatching(/^labels\/nuclei: .*no Zarr array or group/)]);
    const path = join(folder, `floats-${version}.zarr`);
    cpSync(sound[version], path, { recursive: true });
    rmSync(join(path, 'labels/cells/0'), { recursive: true });
    await writeZarr(pattern([12, 20, 24], 'float32') as Volume, join(path, 'labels/cells/0'), {
      version: version === '0.4' ? 2 : 3,
      dimensionNames: ['z', 'y', 'x'],
    });
    expect(await validateOmeZarr(path)).toContainEqual({
      path: 'labels/cells/0',
      reason: 'is of float32; labels are integers',
    });
  });
});

describe('validateOmeZarr', () => {
  it('finds names of axes that differ, and a wrong version', async () => {
    const path = join(folder, 'names.zarr');
    cpSync(sound['0.5'], path, { recursive: true });
    edit(join(path, '0', 'zarr.json'), (document) => {
      document.dimension_names = ['c', 'x', 'y', 'z'];
    });
    edit(join(path, 'zarr.json'), ({ attributes }) => {
      attributes.ome.version = '0.6';
    });
    expect(await validateOmeZarr(path)).toEqual([
      { path: 'zarr.json: attributes.ome.version', reason: 'is "0.6"; in Zarr v3 it must be "0.5"' },
      {
        path: '0',
        reason: 'has the dimension_names ["c","x","y","z"]; they must be those of the axes, ["c","z","y","x"]',
      },
    ]);
  });

  it('says of an array or an empty group that it is no image, and refuses what is not there', async () => {
    const array = join(folder, 'array.zarr');
    await writeZarr(pattern([3, 3], 'uint8') as Volume, array);
    expect(await validateOmeZarr(array)).toEqual([{ path: '', reason: 'is an array; a group was expected' }]);
    const group = join(folder, 'group.zarr');
    mkdirSync(group);
    writeFileSync(join(group, 'zarr.json'), '{"zarr_format": 3, "node_type": "group"}');
    expect(await validateOmeZarr(group)).toEqual([
      { path: 'zarr.json: attributes.ome', reason: expect.stringContaining('is missing') },
    ]);
    await expect(validateOmeZarr(join(folder, 'none.zarr'))).rejects.toMatchObject({ name: 'ArgumentError' });
  });
});
