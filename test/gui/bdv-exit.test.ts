import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { needBigDataViewer } from '../support/big-data-viewer.js';

const SECOND = 1000;

/**
 * Runs a program that has opened a window. Its code is 'running' if it goes on for 3 s after it has said something, or
 * never ends. Standard output is all its own.
 */
async function program(
  body: string,
  { stays = false } = {},
): Promise<{ code: number | 'running' | null; out: string }> {
  const module = (name: string) => new URL(`../../dist/${name}/index.js`, import.meta.url).href;
  const text = `import { createVolume } from '${module('volume')}';
    import { showInBigDataViewer } from '${module('viewers')}';
    import { bridge } from '${module('jvm')}';
    const volume = createVolume([16, 40, 50], 'uint8');
    const source = await showInBigDataViewer(volume);
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let out = '';
  const spoke = new Promise<void>((resolve) => {
    child.stdout.on('data', (data) => {
      out += data;
      resolve();
    });
  });
  const late = stays ? spoke.then(() => sleep(3 * SECOND)) : sleep(100 * SECOND, undefined, { ref: false });
  const code = await Promise.race([ended, late.then(() => 'running' as const)]);
  if (code === 'running') child.kill('SIGKILL');
  return { code, out };
}

const USER_CLOSES = `
  const WindowEvent = bridge.importClass('java.awt.event.WindowEvent');
  const frame = bridge.importClass('java.awt.Frame').getFramesSync().find((frame) => frame.isShowingSync());
  const queue = bridge.importClass('java.awt.Toolkit').getDefaultToolkitSync().getSystemEventQueueSync();
  queue.postEventSync(new WindowEvent(frame, 201));`;

describe('a program with a BigDataViewer window', () => {
  needBigDataViewer();

  it('stays while the window is open', async () => {
    expect(await program("console.log('end');", { stays: true })).toEqual({ code: 'running', out: 'end\n' });
  });

  it('ends after unref(), and not after ref()', async () => {
    expect(await program("source.unref(); console.log('bye');")).toEqual({ code: 0, out: 'bye\n' });
    const body = "source.unref(); source.ref(); console.log('end');";
    expect((await program(body, { stays: true })).code).toBe('running');
  });

  it('ends when the user closes the window', async () => {
    const body = `${USER_CLOSES} await source.closed; console.log('closed');`;
    expect(await program(body)).toEqual({ code: 0, out: 'closed\n' });
  });

  it('ends after close(), the volume closed before or after or never', async () => {
    const labels = "await showInBigDataViewer(volume, { as: 'labels', addTo: source });";
    for (const body of [
      'volume.close(); source.close(); await source.closed;',
      'source.close(); volume.close();',
      'source.close(); source.close(); await source.closed; volume.invalidate();',
    ]) {
      expect(await program(`${labels} ${body} console.log('closed');`)).toEqual({ code: 0, out: 'closed\n' });
    }
  });

  it('ends by process.exit, and by an error, with the window open', async () => {
    expect(
      (await program('setInterval(() => volume.invalidate(), 1); setTimeout(() => process.exit(3), 500);')).code,
    ).toBe(3);
    expect((await program('source.snapshot(); process.exit(4);')).code).toBe(4);
    expect((await program("setTimeout(() => { throw new Error('on purpose'); }, 200);")).code).toBe(1);
  });

  it('does not hang when BigDataViewer calls JavaScript while it holds the lock of its state', async () => {
    const body = `
      const listener = bridge.newProxy('bdv.viewer.ViewerStateChangeListener', { viewerStateChanged: () => {} });
      source.viewer.bdvHandle.getViewerPanelSync().stateSync().changeListenersSync().addSync(listener);
      for (let i = 1; i < 200; i++) {
        source.viewer.viewerTransform = [i, 0, 0, 0, 0, i, 0, 0, 0, 0, i, 0];
        source.visible = i % 2 === 0;
        source.viewer.viewerTransform; source.visible; source.timepoint; source.viewer.numTimepoints; source.viewer.size;
        volume.invalidate();
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await source.snapshot();
      source.close();
      await source.closed;
      listener.reset();
      console.log('closed');`;
    expect(await program(body)).toEqual({ code: 0, out: 'closed\n' });
  });

  it('does not hang when Java calls JavaScript from the event thread meanwhile', async () => {
    // The event thread waits for the proxy, which waits for JavaScript: nothing that we do may wait for that thread.
    const body = `
      const proxy = bridge.newProxy('java.lang.Runnable', { run: () => { source.setDisplayRange(0, 100); volume.invalidate(); } });
      const Utilities = bridge.importClass('javax.swing.SwingUtilities');
      for (let i = 0; i < 50; i++) Utilities.invokeLaterSync(proxy);
      for (let i = 0; i < 50; i++) { source.setActive(i % 2 === 0); source.timepoint; source.viewer.viewerTransform; volume.invalidate(); }
      await source.snapshot();
      source.close();
      await source.closed;
      proxy.reset();
      console.log('closed');`;
    expect(await program(body)).toEqual({ code: 0, out: 'closed\n' });
  });
});
