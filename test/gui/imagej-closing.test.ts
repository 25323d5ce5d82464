import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { bridge, type JavaObject, startJvm } from '../../src/jvm/index.js';
import { memoryReport } from '../../src/memory/index.js';
import type { ImageJImage } from '../../src/viewers/imagej-image.js';
import { shareToImageJ } from '../../src/viewers/index.js';
import { createVolume } from '../../src/volume/index.js';

let IJ: JavaObject;
let System: JavaObject;

beforeAll(async () => {
  await startJvm();
  IJ = bridge.importClass('ij.IJ');
  System = bridge.importClass('java.lang.System');
});

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** As the window's close button does. */
function clickClose(image: ImageJImage): void {
  const WindowEvent = bridge.importClass('java.awt.event.WindowEvent');
  const Toolkit = bridge.importClass('java.awt.Toolkit');
  const event = new WindowEvent(image.imagePlus.getWindowSync(), 201);
  Toolkit.getDefaultToolkitSync().getSystemEventQueueSync().postEventSync(event);
}

/** How many blocks are held by anyone after what nobody reaches was collected on both sides. */
async function blocksLeft(): Promise<number> {
  for (let i = 0; i < 10; i++) {
    globalThis.gc?.();
    System.gcSync();
    await pause(30);
  }
  return memoryReport().length;
}

describe('closing ImageJ', () => {
  it('resolves closed when the user closes the window, without a question', async () => {
    const volume = createVolume([40, 50], 'uint8');
    const image = await shareToImageJ(volume);
    image.imagePlus.getProcessorSync().setSync(1, 2, 200);
    image.imagePlus.updateAndDrawSync();
    IJ.runSync(image.imagePlus, 'Invert', '');
    clickClose(image);
    await image.closed;
    expect(image.isClosed).toBe(true);
    expect(volume.get(2, 1)).toBe(55);
    expect(() => image.update()).toThrow(expect.objectContaining({ name: 'ReleasedError' }));
    volume.invalidate();
  });

  it('closes its windows when ImageJ is quit; the program goes on, and ImageJ can come again', async () => {
    const first = await shareToImageJ(createVolume([3, 40, 50], 'uint8'));
    const second = await shareToImageJ(createVolume([40, 50], 'uint8'));
    const window = first.imagePlus.getWindowSync();
    IJ.getInstanceSync().quitSync();
    await Promise.all([first.closed, second.closed]);
    expect(window.isDisplayableSync()).toBe(false);
    const third = await shareToImageJ(createVolume([40, 50], 'uint8'));
    expect(third.imagePlus.isVisibleSync()).toBe(true);
    third.close();
    await third.closed;
  });

  it('follows the volume when ImageJ shows it as another image', async () => {
    const volume = createVolume([3, 40, 50], 'uint8');
    const image = await shareToImageJ(volume, { title: 'was plain' });
    const HyperStackConverter = bridge.importClass('ij.plugin.HyperStackConverter');
    const other = HyperStackConverter.toHyperStackSync(image.imagePlus, 3, 1, 1, 'color');
    image.imagePlus.hideSync();
    other.showSync();
    await pause(600);
    expect(image.isClosed).toBe(false);
    expect(image.imagePlus.getIDSync()).toBe(other.getIDSync());
    other.getProcessorSync().setSync(7, 8, 99);
    other.updateAndDrawSync();
    await pause(300);
    expect([0, 1, 2].map((z) => volume.get(z, 8, 7))).toContain(99);
    clickClose(image);
    await image.closed;
  });

  it('keeps the memory until the window is closed, and not longer', async () => {
    const before = await blocksLeft();
    await (async () => {
      const volume = createVolume([3, 400, 500], 'uint8');
      volume.data.fill(7);
      const image = await shareToImageJ(volume);
      volume.close();
      expect(await blocksLeft()).toBe(before + 1);
      expect(image.imagePlus.getStackSync().getProcessorSync(3).getPixelSync(4, 4)).toBe(7);
      image.close();
      await image.closed;
    })();
    expect(await blocksLeft()).toBe(before);
  });

  it('closes two windows over one volume in any order', async () => {
    const volume = createVolume([40, 50], 'uint16');
    const one = await shareToImageJ(volume);
    const two = await shareToImageJ(volume);
    one.imagePlus.getProcessorSync().setSync(3, 4, 500);
    one.imagePlus.updateAndDrawSync();
    await pause(200);
    expect(two.imagePlus.getProcessorSync().getPixelSync(3, 4)).toBe(500);
    one.close();
    volume.set(600, 5, 5);
    volume.invalidate();
    await one.closed;
    await pause(100);
    expect(two.imagePlus.getProcessorSync().getPixelSync(5, 5)).toBe(600);
    volume.close();
    two.close();
    await two.closed;
  });
});

/** Runs a program with a window; resolves with its exit code and output, or 'running' if it still runs then. */
async function program(body: string, millis: number): Promise<{ code: number | 'running' | null; out: string }> {
  const root = fileURLToPath(new URL('../../dist/', import.meta.url));
  const text = `import { createVolume } from '${root}volume/index.js';
    import { shareToImageJ } from '${root}viewers/imagej.js';
    const volume = createVolume([3, 40, 50], 'uint8');
    const image = await shareToImageJ(volume);
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const code = await Promise.race([ended, pause(millis).then(() => 'running' as const)]);
  if (code === 'running') child.kill('SIGKILL');
  return { code, out };
}

describe('a program with an ImageJ window', () => {
  it('stays while the window is open', async () => {
    expect(await program("console.log('end of main');", 8000)).toEqual({ code: 'running', out: 'end of main\n' });
  });

  it('ends after unref()', async () => {
    expect(await program("image.unref(); console.log('bye');", 30_000)).toEqual({ code: 0, out: 'bye\n' });
  });

  it('ends after close(), and when the volume is closed first', async () => {
    const body = "volume.close(); image.close(); await image.closed; console.log('closed');";
    expect(await program(body, 30_000)).toEqual({ code: 0, out: 'closed\n' });
  });

  it('ends by process.exit with a window open', async () => {
    expect(await program("console.log('exit'); process.exit(3);", 30_000)).toEqual({ code: 3, out: 'exit\n' });
  });
});
