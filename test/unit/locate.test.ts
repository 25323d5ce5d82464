import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { featureRelease, libjvmIn, parseRelease } from '../../src/jvm/java-home.js';
import type { JavaEnvironment } from '../../src/jvm/java-places.js';
import { locateJvm, surveyJava } from '../../src/jvm/locate.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'locate-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface FakeJava {
  version?: string;
  arch?: string | null;
  libjvm?: boolean;
  platform?: string;
  /** A shell script for bin/java; by default an empty file, which does not run. */
  script?: string;
  release?: boolean;
}

/** Makes a Java home at `path` below the root. */
function fakeJava(path: string, fake: FakeJava = {}): string {
  const { version = '17.0.15', arch = 'x86_64', libjvm = true, platform = 'linux', script = '', release = true } = fake;
  const home = join(root, path);
  const put = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  put(join(home, 'bin', platform === 'win32' ? 'java.exe' : 'java'), script);
  chmodSync(join(home, 'bin', platform === 'win32' ? 'java.exe' : 'java'), 0o755);
  const lines = ['IMPLEMENTOR="Fake"', `JAVA_VERSION="${version}"`, arch === null ? '' : `OS_ARCH="${arch}"`];
  if (release) put(join(home, 'release'), lines.join('\n'));
  if (libjvm) put(libjvmIn(home, platform), '');
  return home;
}

function environment(over: Partial<JavaEnvironment> = {}): JavaEnvironment {
  return { env: {}, platform: 'linux', arch: 'x64', home: join(root, 'home'), root, ...over };
}

/** A `java` that says it is Java `version` in `home`. */
function talking(home: string, version: string): string {
  const lines = [`java.home = ${home}`, `java.version = ${version}`, 'java.vendor = Talker', 'os.arch = amd64'];
  return `#!/bin/sh\n${lines.map((line) => `echo '    ${line}' >&2`).join('\n')}\n`;
}

const notFound = (message: RegExp) =>
  expect.objectContaining({ name: 'JvmNotFoundError', message: expect.stringMatching(message) });

describe('locateJvm: what was named', () => {
  it('prefers the option to JAVA_HOME, and that to the PATH and newer ones in the usual folders', () => {
    const option = fakeJava('a', { version: '17.0.1' });
    const home = fakeJava('b', { version: '18' });
    const path = fakeJava('c', { version: '19' });
    fakeJava('usr/lib/jvm/d', { version: '25' });
    const env = { JAVA_HOME: home, PATH: join(path, 'bin') };
    expect(locateJvm({ javaHome: option }, environment({ env }))).toEqual({
      libjvm: join(option, 'lib/server/libjvm.so'),
      javaHome: option,
      version: 17,
      fullVersion: '17.0.1',
      vendor: 'Fake',
      arch: 'x64',
      from: 'option javaHome',
    });
    expect(locateJvm({}, environment({ env }))).toMatchObject({ javaHome: home, version: 18, from: 'JAVA_HOME' });
    expect(locateJvm({}, environment({ env: { ...env, JAVA_HOME: '' } }))).toMatchObject({ version: 19, from: 'PATH' });
    expect(locateJvm({}, environment())).toMatchObject({ version: 25, from: join(root, 'usr/lib/jvm') });
  });

  it('takes libjvm by its own path, and finds the home around it', () => {
    const home = fakeJava('a', { version: '21' });
    const libjvm = join(home, 'lib/server/libjvm.so');
    expect(locateJvm({ libjvm }, environment())).toMatchObject({
      libjvm,
      javaHome: home,
      version: 21,
      from: 'option libjvm',
    });
  });

  it.each([
    ['too old', { version: '11.0.2' }, /JAVA_HOME is .*named, which is Java 11\.0\.2; 17 or later is needed/],
    ['Java 8', { version: '1.8.0_392' }, /is Java 1\.8\.0_392; 17/],
    ['another processor', { arch: 'aarch64' }, /is for arm64; this Node is x64/],
    ['no libjvm', { libjvm: false }, /has no .*libjvm\.so/],
    ['no Java', { release: false }, /is no Java installation/],
  ])('does not pass over a named Java: %s', (_, fake, message) => {
    fakeJava('usr/lib/jvm/good');
    const env = { JAVA_HOME: fakeJava('named', fake) };
    expect(() => locateJvm({}, environment({ env }))).toThrow(notFound(message));
    expect(() => locateJvm({ javaHome: env.JAVA_HOME }, environment())).toThrow(notFound(/option javaHome is .*named/));
  });

  it('says that a named folder or library does not exist', () => {
    fakeJava('usr/lib/jvm/good');
    const gone = join(root, 'gone');
    expect(() => locateJvm({ javaHome: gone }, environment())).toThrow(notFound(/gone, which does not exist/));
    expect(() => locateJvm({ libjvm: gone }, environment())).toThrow(
      notFound(/option libjvm is .*gone, which does not/),
    );
    expect(() => locateJvm({}, environment({ env: { JAVA_HOME: gone } }))).toThrow(
      notFound(/JAVA_HOME is .*Correct or unset/),
    );
  });
});

describe('locateJvm: the search', () => {
  it('follows symbolic links from the PATH', () => {
    const home = fakeJava('usr/lib/jvm/real');
    mkdirSync(join(root, 'alternatives'));
    mkdirSync(join(root, 'bin'));
    symlinkSync(join(home, 'bin/java'), join(root, 'alternatives/java'));
    symlinkSync(join(root, 'alternatives/java'), join(root, 'bin/java'));
    const env = { PATH: `/nowhere:${join(root, 'bin')}` };
    expect(locateJvm({}, environment({ env }))).toMatchObject({ javaHome: home, from: 'PATH' });
  });

  it('asks a shim on the PATH where its Java is', () => {
    const home = fakeJava('versions/21', { version: '21.0.2' });
    mkdirSync(join(root, 'shims'));
    writeFileSync(join(root, 'shims/java'), talking(home, '21.0.2'), { mode: 0o755 });
    const env = { PATH: join(root, 'shims') };
    expect(locateJvm({}, environment({ env }))).toMatchObject({ javaHome: home, version: 21, from: 'PATH' });
  });

  it('asks java where the release file is missing or does not name the processor', () => {
    const bare = join(root, 'bare');
    fakeJava('bare', { release: false, script: talking(bare, '22') });
    expect(locateJvm({ javaHome: bare }, environment())).toMatchObject({ version: 22, vendor: 'Talker', arch: 'x64' });
    const linked = join(root, 'linked');
    fakeJava('linked', { arch: null, version: '23', script: talking(linked, '23') });
    expect(locateJvm({ javaHome: linked }, environment())).toMatchObject({ version: 23, vendor: 'Fake', arch: 'x64' });
  });

  it('takes the newest of the usual folders, as numbers, and skips what cannot serve', () => {
    fakeJava('usr/lib/jvm/a', { version: '17.0.9' });
    const newest = fakeJava('opt/b', { version: '17.0.15' });
    fakeJava('usr/java/c', { version: '11' });
    fakeJava('usr/lib/jvm/d', { version: '25', arch: 'aarch64' });
    fakeJava('usr/lib/jvm/e', { version: '25', libjvm: false });
    mkdirSync(join(root, 'usr/lib/jvm/sources'));
    expect(locateJvm({}, environment())).toMatchObject({ javaHome: newest, from: join(root, 'opt') });
    const old = { PATH: join(root, 'usr/java/c/bin') };
    expect(locateJvm({}, environment({ env: old }))).toMatchObject({ javaHome: newest });
  });

  it.each([
    ['linux', 'home/.sdkman/candidates/java/21-tem', ''],
    ['darwin', 'Library/Java/JavaVirtualMachines/temurin-21.jdk', 'Contents/Home'],
    ['darwin', 'opt/homebrew/opt/openjdk@21', 'libexec/openjdk.jdk/Contents/Home'],
    ['win32', 'programs/Eclipse Adoptium/jdk-21', ''],
    ['win32', 'programs/Microsoft/jdk-21', ''],
  ])('knows the folders of %s: %s', (platform, path, inside) => {
    const home = fakeJava(join(path, inside), { platform });
    const env = { ProgramFiles: join(root, 'programs') };
    const found = locateJvm({}, environment({ platform, env }));
    expect(found).toMatchObject({ javaHome: home, libjvm: libjvmIn(home, platform) });
  });

  it('takes the bundle around a Java home of macOS, and a folder whose bin/java is a script', () => {
    const home = fakeJava('x.jdk/Contents/Home', { platform: 'darwin' });
    expect(locateJvm({ javaHome: join(root, 'x.jdk') }, environment({ platform: 'darwin' })).javaHome).toBe(home);
    const real = fakeJava('real', { version: '21' });
    fakeJava('prefix', { release: false, libjvm: false, script: talking(real, '21') });
    expect(locateJvm({ javaHome: join(root, 'prefix') }, environment()).javaHome).toBe(real);
  });

  it('says every place it looked at, and how to get Java', () => {
    fakeJava('usr/lib/jvm/old', { version: '11' });
    const thrown = notFound(
      /no Java 17 or later.*JAVA_HOME: not set; PATH: no java; .*old is Java 11; .*\/opt.*apt install/,
    );
    expect(() => locateJvm({}, environment())).toThrow(thrown);
    expect(() => locateJvm({}, environment({ platform: 'darwin' }))).toThrow(
      notFound(/JavaVirtualMachines.*brew install/),
    );
    expect(() => locateJvm({}, environment({ platform: 'win32' }))).toThrow(notFound(/winget install/));
  });
});

describe('surveyJava', () => {
  it('lists each installation once, usable or not, without throwing', () => {
    const a = fakeJava('usr/lib/jvm/a');
    symlinkSync(a, join(root, 'usr/lib/jvm/z'));
    const old = fakeJava('opt/old', { version: '11' });
    const list = surveyJava({ javaHome: join(root, 'gone') }, environment({ env: { PATH: join(a, 'bin') } }));
    expect(list.map(({ folder }) => folder)).toEqual([join(root, 'gone'), a, old]);
    expect(list.map(({ found }) => ('kind' in found ? found.kind : 'serves'))).toEqual([
      'missing',
      'serves',
      'too old',
    ]);
  });
});

describe('versions', () => {
  it.each([
    ['1.8.0_392', 8],
    ['17.0.15', 17],
    ['25', 25],
    ['26-ea', 26],
    ['what', Number.NaN],
  ])('%s is %d', (text, feature) => {
    expect(featureRelease(text)).toBe(feature);
  });

  it('reads release files with and without quotes and carriage returns', () => {
    const facts = { fullVersion: '21.0.1', vendor: 'V', arch: 'x64' };
    expect(parseRelease('IMPLEMENTOR="V"\r\nJAVA_VERSION="21.0.1"\r\nOS_ARCH="amd64"\r\n')).toEqual(facts);
    expect(parseRelease('IMPLEMENTOR=V\nJAVA_VERSION=21.0.1\nOS_ARCH=amd64')).toEqual(facts);
  });
});
