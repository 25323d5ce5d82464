import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bridge, type JavaObject, startJvm } from '../../src/jvm/index.js';
import type { ImageJImage } from '../../src/viewers/imagej-image.js';
import type { ImageJOptions } from '../../src/viewers/imagej-options.js';
import { shareToImageJ } from '../../src/viewers/index.js';
import { createVolume, type Region, type Volume } from '../../src/volume/index.js';

const open: ImageJImage[] = [];
let robot: JavaObject;
let IJ: JavaObject;

beforeAll(async () => {
  await startJvm();
  const Robot = bridge.importClass('java.awt.Robot');
  robot = new Robot();
  IJ = bridge.importClass('ij.IJ');
});

afterEach(async () => {
  for (const image of open.splice(0)) {
    image.close();
    await image.closed;
  }
});

async function share(volume: Volume, options: ImageJOptions = {}): Promise<ImageJImage> {
  const image = await shareToImageJ(volume, options);
  open.push(image);
  return image;
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

async function until(what: string, holds: () => boolean, millis = 5000): Promise<void> {
  for (const end = performance.now() + millis; !holds(); await pause(10)) {
    if (performance.now() > end) throw new Error(`not within ${millis} ms: ${what}`);
  }
}

/** The red channel of each screen pixel of the image's canvas, row by row, as the X server has them. */
function screen(image: ImageJImage): { width: number; height: number; pixels: number[] } {
  const canvas = image.imagePlus.getCanvasSync();
  const corner = canvas.getLocationOnScreenSync();
  const [width, height] = [canvas.getWidthSync() as number, canvas.getHeightSync() as number];
  const Rectangle = bridge.importClass('java.awt.Rectangle');
  const shot = robot.createScreenCaptureSync(new Rectangle(corner.x, corner.y, width, height));
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.push((shot.getRGBSync(x, y) >> 16) & 255);
  }
  return { width, height, pixels };
}

/** A window whose canvas has one screen pixel a voxel, painted for good. */
async function shown(volume: Volume, options: ImageJOptions = {}): Promise<ImageJImage> {
  const image = await share(volume, options);
  const canvas = image.imagePlus.getCanvasSync();
  canvas.setMagnificationSync(1);
  await until('the window shows its pixels', () => {
    const { pixels } = screen(image);
    return pixels.some((value) => value !== pixels[0]);
  });
  await pause(200);
  return image;
}

/** A volume with a grey frame in each plane, so that a painted window can be told from an empty one. */
function framed(shape: [number, number, number]): Volume<'uint8'> {
  const volume = createVolume(shape, 'uint8');
  volume.data.fill(40);
  for (let z = 0; z < shape[0]; z++) volume.pick(0, z).pick(0, 0).data.fill(120);
  return volume;
}

/** The button "Yes" of a dialog on the screen. */
function yesButton(): JavaObject | undefined {
  const windows: JavaObject[] = bridge.importClass('java.awt.Window').getWindowsSync();
  const dialog = windows.find((window) => window.isShowingSync() && /YesNoCancelDialog/.test(window.toStringSync()));
  for (const part of dialog?.getComponentsSync() ?? []) {
    for (let x = 0; x < part.getWidthSync(); x += 5) {
      const inside = part.getComponentAtSync(x, Math.floor(part.getHeightSync() / 2));
      if (/Button.*Yes/.test(inside?.toStringSync())) return inside;
    }
  }
  return undefined;
}

const current = (image: ImageJImage): number => (image.imagePlus.getCurrentSliceSync() as number) - 1;

describe('ImageJ in a window', () => {
  it('shows voxels, and after invalidate the changed ones alone', async () => {
    const volume = framed([5, 90, 130]);
    const image = await shown(volume);
    const z = current(image);
    const before = screen(image);
    expect([before.width, before.height]).toEqual([130, 90]);
    expect(before.pixels).toEqual([...volume.pick(0, z).data]);
    for (let y = 30; y < 50; y++) for (let x = 60; x < 80; x++) volume.set(250, z, y, x);
    await pause(150);
    expect(screen(image).pixels).toEqual(before.pixels);
    volume.invalidate({ start: [z, 30, 60], shape: [1, 20, 20] });
    await until('the box is on the screen', () => screen(image).pixels[40 * 130 + 70] === 250);
    expect(screen(image).pixels).toEqual([...volume.pick(0, z).data]);
  });

  it('does not repaint for other planes, and reads them when they are shown', async () => {
    const volume = framed([5, 90, 130]);
    const image = await shown(volume);
    const z = current(image);
    volume.set(250, z + 1, 40, 70);
    volume.invalidate({ start: [z + 1, 0, 0], shape: [1, 90, 130] });
    await pause(150);
    expect(screen(image).pixels).toEqual([...volume.pick(0, z).data]);
    image.imagePlus.setSliceSync(z + 2);
    await until('the next plane is on the screen', () => screen(image).pixels[40 * 130 + 70] === 250);
    volume.set(200, z + 1, 40, 70);
    image.imagePlus.setSliceSync(z + 1);
    image.imagePlus.setSliceSync(z + 2);
    await until('the plane was read again', () => screen(image).pixels[40 * 130 + 70] === 200);
  });

  it('writes what the mouse paints, and keeps what TypeScript writes meanwhile', async () => {
    const volume = framed([3, 90, 130]);
    const image = await shown(volume);
    const z = current(image);
    const boxes: Region[] = [];
    volume.onInvalidate((region) => boxes.push(region));
    const Toolbar = bridge.importClass('ij.gui.Toolbar');
    const Color = bridge.importClass('java.awt.Color');
    Toolbar.setForegroundColorSync(Color.white);
    IJ.runPlugInSync('ij.plugin.tool.BrushTool', 'pencil');
    IJ.setToolSync('Pencil Tool');
    const corner = image.imagePlus.getCanvasSync().getLocationOnScreenSync();
    image.imagePlus.getWindowSync().toFrontSync();
    robot.mouseMoveSync(corner.x + 30, corner.y + 60);
    await pause(200);
    robot.mousePressSync(1 << 10);
    for (let x = 30; x <= 60; x += 5) {
      robot.mouseMoveSync(corner.x + x, corner.y + 60);
      volume.set(222, z, 20, x);
      await pause(20);
    }
    robot.mouseReleaseSync(1 << 10);
    await until('the stroke is in the typed array', () => volume.get(z, 60, 45) === 255);
    await until('other viewers were told', () => boxes.length > 0);
    for (let x = 30; x <= 60; x += 5) expect(volume.get(z, 20, x)).toBe(222);
    volume.invalidate();
    await until('both are on the screen', () => {
      const { pixels } = screen(image);
      return pixels[60 * 130 + 45] === 255 && pixels[20 * 130 + 45] === 222;
    });
  });

  it('fills, undoes and redoes, and never undoes what TypeScript wrote', async () => {
    const volume = framed([3, 90, 130]);
    const image = await shown(volume);
    const z = current(image);
    image.imagePlus.setRoiSync(10, 10, 20, 20);
    const Toolbar = bridge.importClass('ij.gui.Toolbar');
    const Color = bridge.importClass('java.awt.Color');
    Toolbar.setForegroundColorSync(Color.white);
    IJ.runSync(image.imagePlus, 'Fill', 'slice');
    expect(volume.get(z, 15, 15)).toBe(255);
    expect(volume.get(z, 40, 40)).toBe(40);
    volume.set(99, z, 70, 70);
    volume.set(98, z, 12, 12);
    volume.invalidate({ start: [z, 0, 0], shape: [1, 90, 130] });
    await until('ImageJ has read it', () => screen(image).pixels[70 * 130 + 70] === 99);
    // As the menu does it; as a command of a script it could not be undone in turn.
    const Undo = bridge.importClass('ij.Undo');
    Undo.undoSync();
    await until('the undo is in the typed array', () => volume.get(z, 15, 15) === 40);
    expect(volume.get(z, 70, 70)).toBe(99);
    expect(volume.get(z, 12, 12)).toBe(98);
    Undo.undoSync();
    await until('the redo is in the typed array', () => volume.get(z, 15, 15) === 255);
    expect(volume.get(z, 70, 70)).toBe(99);
  });

  it('runs filters over the whole stack, from a macro too', async () => {
    const volume = framed([4, 90, 130]);
    const image = await shown(volume);
    IJ.runSync(image.imagePlus, 'Add...', 'value=10 stack');
    expect(new Set(volume.data)).toEqual(new Set([50, 130]));
    IJ.runMacroSync('for (i = 1; i <= nSlices; i++) { setSlice(i); setPixel(3, 5, 200 + i); } updateDisplay();');
    for (let z = 0; z < 4; z++) expect(volume.get(z, 5, 3)).toBe(201 + z);
    IJ.runSync(image.imagePlus, 'Gaussian Blur...', 'sigma=3 stack');
    for (let z = 0; z < 4; z++) expect(volume.get(z, 1, 60)).toBeGreaterThan(50);
    await until(
      'the result is on the screen',
      () => screen(image).pixels[130 + 60] === volume.get(current(image), 1, 60),
    );
  });

  it('is not refused by "Process all images?"', async () => {
    const volume = framed([4, 90, 130]);
    const image = await shown(volume);
    const before = Uint8Array.from(volume.data);
    // The dialog waits for the user: so ImageJ runs on a thread of its own, as from its menus.
    const Executer = bridge.importClass('ij.Executer');
    new Executer('Invert', image.imagePlus);
    await until('the dialog asks', () => yesButton() !== undefined);
    // Pressed by an event: without a window manager neither the focus nor the place of a new dialog is certain.
    const ActionEvent = bridge.importClass('java.awt.event.ActionEvent');
    const Toolkit = bridge.importClass('java.awt.Toolkit');
    const pressed = new ActionEvent(yesButton(), ActionEvent.ACTION_PERFORMED, 'Yes');
    Toolkit.getDefaultToolkitSync().getSystemEventQueueSync().postEventSync(pressed);
    await until('all planes are inverted', () => volume.data.every((value, i) => value === 255 - before[i]!));
  });

  it('stays within a frame however often it is told', async () => {
    const volume = framed([3, 90, 130]);
    const image = await shown(volume);
    const z = current(image);
    const began = performance.now();
    for (let i = 0; i < 5000; i++) {
      volume.set(i % 200, z, 50, 50);
      volume.invalidate({ start: [z, 50, 50], shape: [1, 1, 1] });
    }
    expect(performance.now() - began).toBeLessThan(5000);
    volume.set(251, z, 50, 50);
    volume.invalidate({ start: [z, 50, 50], shape: [1, 1, 1] });
    await until('the last value is on the screen', () => screen(image).pixels[50 * 130 + 50] === 251, 2000);
  });
});
