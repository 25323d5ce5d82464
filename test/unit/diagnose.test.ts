import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClassPathPlaces } from '../../src/jvm/class-path.js';
import { type Check, diagnoseJvm } from '../../src/jvm/diagnose.js';
import { displayProblem } from '../../src/jvm/display.js';
import { put, putJar } from '../support/fake-jars.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'diagnose-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A machine with nothing, or what `over` says. */
function places(over: Partial<ClassPathPlaces> = {}): ClassPathPlaces {
  const dist = join(root, 'dist');
  return { env: {}, platform: 'linux', arch: 'x64', home: join(root, 'home'), root, dist, repositories: [], ...over };
}

function fakeJava(version: string, files: readonly string[]): void {
  const home = join(root, 'usr/lib/jvm/java');
  put(join(home, 'release'), `JAVA_VERSION="${version}"\nIMPLEMENTOR="Fake"\nOS_ARCH="x86_64"\n`);
  for (const file of files) put(join(home, file), '');
}

function fakeJars(ours: Readonly<Record<string, string>>): void {
  putJar(join(root, 'dist/jars/imglib2-node.jar'), ours);
  putJar(join(root, 'dist/jars/imglib2-8.0.1.jar'), { 'net/imglib2/RandomAccessibleInterval.class': '' });
  putJar(join(root, 'dist/jars/ij-1.54p.jar'), { 'ij/ImagePlus.class': '' });
}

async function diagnose(over: Partial<ClassPathPlaces> = {}): Promise<Map<string, Check>> {
  const checks = await diagnoseJvm({}, places(over));
  for (const { ok, missing, remedy } of checks) expect([missing !== '', remedy !== '']).toEqual([!ok, !ok]);
  return new Map(checks.map((check) => [check.name, check]));
}

describe('diagnoseJvm', () => {
  it('says what is missing and how to get it, on a machine with nothing', async () => {
    const checks = await diagnose();
    expect(checks.get('Node')).toMatchObject({ ok: true, found: process.versions.node });
    expect(checks.get('Java')).toMatchObject({ ok: false, missing: expect.stringMatching(/no Java 17/) });
    expect(checks.get('Java')?.remedy).toMatch(/apt install/);
    expect(checks.get('libjvm')).toMatchObject({ ok: false });
    expect(checks.get('jars')?.missing).toMatch(/lacks imglib2-node\.jar, imglib2, ij/);
    expect(checks.get('BigDataViewer')).toMatchObject({ ok: false, optional: true });
    expect(checks.get('display')?.missing).toBe('DISPLAY is not set');
  });

  it('finds what is there', async () => {
    fakeJava('25.0.1', ['lib/server/libjvm.so', 'lib/libawt_xawt.so']);
    fakeJars({ 'META-INF/versions/22/imglib2node/memory/RawMemory.class': '' });
    putJar(join(root, 'bdv/bigdataviewer-core-10.6.7.jar'), { 'bdv/util/BdvFunctions.class': '' });
    const checks = await diagnose({ env: { IMGLIB2_NODE_JARS: join(root, 'bdv') } });
    const home = join(root, 'usr/lib/jvm/java');
    expect(checks.get('Java')?.found).toBe(`25.0.1 (Fake) in ${home}, by ${join(root, 'usr/lib/jvm')}`);
    expect(checks.get('libjvm')?.found).toBe(join(home, 'lib/server/libjvm.so'));
    expect(checks.get('jars')?.found).toMatch(/^4 on the class path, of this package ij-1\.54p\.jar, imglib2-8/);
    expect(checks.get('BigDataViewer')?.found).toMatch(/^the jars in .*bdv \(IMGLIB2_NODE_JARS\)$/);
    for (const name of ["Java's windows", 'classes for Java 22 and later']) expect(checks.get(name)?.ok).toBe(true);
  });

  it('tells a headless Java, and jars without the classes for Java 22', async () => {
    fakeJava('17.0.1', ['lib/server/libjvm.so']);
    fakeJars({});
    const checks = await diagnose();
    expect(checks.get("Java's windows")?.missing).toMatch(/libawt_xawt\.so: this Java is a headless one/);
    const newer = checks.get('classes for Java 22 and later');
    expect(newer).toMatchObject({ ok: false, optional: true, missing: expect.stringMatching(/needs none/) });
    expect(checks.get('BigDataViewer')?.remedy).toMatch(/--fiji DIR.*--jars DIR.*`imglib2-node jars --resolve`/);
  });
});

describe('displayProblem', () => {
  const ask = (DISPLAY: string, platform = 'linux') => displayProblem({ env: { DISPLAY }, platform });

  it('asks the X server', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await ask(`127.0.0.1:${port - 6000}.0`)).toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(`127.0.0.1:${port - 6000}`)).toMatch(/no X server answers at DISPLAY 127/);
    expect(await ask(':64999')).toMatch(/no X server answers at DISPLAY :64999/);
    expect(await ask('what')).toMatch(/which is no display/);
    expect(await ask('')).toBe('DISPLAY is not set');
    expect(await ask('', 'darwin')).toBeUndefined();
  });
});
