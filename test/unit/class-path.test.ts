import { mkdtempSync, realpathSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClassPathPlaces, cacheFolder, localClassPath, resolveClassPath } from '../../src/jvm/class-path.js';
import { parseJarName, readJar } from '../../src/jvm/jar.js';
import { compareVersions, oneOfEach } from '../../src/jvm/jar-set.js';
import { proxyArguments } from '../../src/jvm/maven.js';
import { put, putJar } from '../support/fake-jars.js';

const IMGLIB2 = { 'net/imglib2/RandomAccessibleInterval.class': '' };
const IJ = { 'ij/ImagePlus.class': '' };
const BDV = { 'bdv/util/BdvFunctions.class': '' };

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'class-path-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A package whose jars are built, on a machine with nothing else. */
function places(over: Partial<ClassPathPlaces> = {}): ClassPathPlaces {
  const dist = join(root, 'dist');
  putJar(join(dist, 'jars/imglib2-node.jar'));
  putJar(join(dist, 'jars/imglib2-8.0.1.jar'), IMGLIB2, 'net.imglib2:imglib2:8.0.1');
  putJar(join(dist, 'jars/ij-1.54p.jar'), IJ, 'net.imagej:ij:1.54p');
  const home = join(root, 'home');
  return { env: {}, platform: 'linux', arch: 'x64', home, root, dist, repositories: [], ...over };
}

const below = (folder: string, paths: readonly string[]) => paths.map((path) => join(folder, path));
const own = (...names: string[]) => below(join(root, 'dist/jars'), names);
const OWN = ['ij-1.54p.jar', 'imglib2-8.0.1.jar', 'imglib2-node.jar'];

const classPathError = (message: RegExp) =>
  expect.objectContaining({ name: 'ClassPathError', message: expect.stringMatching(message) });

describe('our own jars', () => {
  it('are all there is, without another source', () => {
    const found = localClassPath({}, places());
    expect(found).toMatchObject({ classPath: own(...OWN), bigDataViewer: false, notes: [] });
    expect(found.source).toMatch(/no BigDataViewer: Fiji: none named.*a folder of jars: none named/);
  });

  it('are asked to be built, each that is missing by name', () => {
    const some = places();
    rmSync(join(root, 'dist/jars/ij-1.54p.jar'));
    expect(() => localClassPath({}, some)).toThrow(classPathError(/lacks ij \(ImageJ\)\. Build .*`npm run setup`/));
    rmSync(join(root, 'dist'), { recursive: true });
    expect(() => localClassPath({}, some)).toThrow(classPathError(/lacks imglib2-node\.jar, imglib2, ij/));
  });
});

describe('a folder of jars', () => {
  it('brings BigDataViewer, by option before environment', async () => {
    const named = join(root, 'named');
    putJar(join(named, 'bigdataviewer-core-10.6.7.jar'), BDV);
    putJar(join(named, 'spim_data-2.3.5.jar'));
    put(join(named, 'notes.txt'), '');
    const env = { IMGLIB2_NODE_JARS: join(root, 'absent') };
    const found = await resolveClassPath({ jars: named, bigDataViewer: true }, places({ env }));
    const expected = [...own(...OWN), ...below(named, ['bigdataviewer-core-10.6.7.jar', 'spim_data-2.3.5.jar'])];
    expect(found).toMatchObject({
      classPath: expected,
      bigDataViewer: true,
      source: `the jars in ${named} (option jars)`,
    });
    expect(localClassPath({ bigDataViewer: true }, places({ env: { IMGLIB2_NODE_JARS: named } })).source).toMatch(
      /named \(IMGLIB2_NODE_JARS\)$/,
    );
  });

  it('may lack BigDataViewer, unless that is asked for', () => {
    const named = join(root, 'named');
    putJar(join(named, 'other-1.jar'));
    expect(localClassPath({ jars: named }, places()).classPath).toEqual([...own(...OWN), join(named, 'other-1.jar')]);
    expect(() => localClassPath({ jars: named, bigDataViewer: true }, places())).toThrow(
      classPathError(/1 jars, no usable BigDataViewer.*--fiji DIR.*--jars DIR.*IMGLIB2_NODE_REPOSITORIES/),
    );
  });

  it('is refused when it is no folder, empty, a Fiji, or holds a broken jar', () => {
    const at = (jars: string) => () => localClassPath({ jars: join(root, jars) }, places());
    expect(at('absent')).toThrow(classPathError(/option jars is .*absent, which does not exist/));
    put(join(root, 'file'), '');
    expect(at('file')).toThrow(classPathError(/is a file; it must be a folder/));
    put(join(root, 'empty/readme'), '');
    expect(at('empty')).toThrow(classPathError(/holds no jars$/));
    putJar(join(root, 'Fiji.app/jars/a-1.jar'));
    expect(at('Fiji.app')).toThrow(classPathError(/looks like a Fiji installation/));
    truncateSync(putJar(join(root, 'broken/a-1.jar')), 20);
    expect(at('broken')).toThrow(classPathError(/a-1\.jar is not a jar that can be read/));
  });
});

describe('a Fiji installation', () => {
  const fiji = () => join(root, 'Fiji.app');
  const fill = () => {
    putJar(join(fiji(), 'jars/bigdataviewer-core-10.4.13.jar'), BDV, 'sc.fiji:bigdataviewer-core:10.4.13');
    putJar(join(fiji(), 'jars/imglib2-6.3.0.jar'), IMGLIB2, 'net.imglib2:imglib2:6.3.0');
    putJar(join(fiji(), 'jars/ij-1.54f.jar'), IJ, 'net.imagej:ij:1.54f');
    putJar(join(fiji(), 'jars/bio-formats/formats-bsd-8.jar'));
    for (const sub of ['linux64', 'linux32', 'linux-arm64', 'macos-arm64', 'macosx', 'win64']) {
      putJar(join(fiji(), 'jars', sub, `${sub}-1.jar`));
    }
    putJar(join(fiji(), 'plugins/Some_Plugin-1.jar'));
  };

  it('gives all of jars/ and its folders for this platform, with the newest of each artifact', () => {
    fill();
    const found = localClassPath({ fiji: fiji(), bigDataViewer: true }, places());
    const theirs = ['bigdataviewer-core-10.4.13.jar', 'bio-formats/formats-bsd-8.jar', 'linux64/linux64-1.jar'];
    expect(found.classPath).toEqual([...own(...OWN), ...below(join(fiji(), 'jars'), theirs)]);
    expect(found.notes).toEqual([
      expect.stringMatching(/^ij 1\.54f \(.*\) left out for ij 1\.54p \(.*\)$/),
      expect.stringMatching(/^imglib2 6\.3\.0 .* left out for imglib2 8\.0\.1 .*: another major version.*NoSuchMethod/),
    ]);
    expect(localClassPath({ fiji: join(fiji(), 'jars') }, places()).classPath).toEqual(found.classPath);
  });

  it.each([
    ['darwin', 'arm64', 'macos-arm64'],
    ['darwin', 'x64', 'macosx'],
    ['win32', 'x64', 'win64'],
    ['linux', 'arm64', 'linux-arm64'],
  ])('takes the native jars of %s %s', (platform, arch, expected) => {
    fill();
    const { classPath } = localClassPath({}, places({ platform, arch, env: { IMGLIB2_NODE_FIJI: fiji() } }));
    const native = classPath.filter((file) => /(linux|mac|win)[^/]*-1\.jar$/.test(file));
    expect(native).toEqual([join(fiji(), 'jars', expected, `${expected}-1.jar`)]);
  });

  it('is refused when it has no jars', () => {
    put(join(fiji(), 'readme'), '');
    expect(() => localClassPath({ fiji: fiji() }, places())).toThrow(
      classPathError(/option fiji is .*no Fiji install/),
    );
  });
});

describe('BigDataViewer that is nowhere', () => {
  it('is not downloaded offline, nor by the blocking call', async () => {
    const offline = resolveClassPath({ bigDataViewer: true, offline: true }, places());
    await expect(offline).rejects.toEqual(classPathError(/Tried: Fiji: none.*; Maven, sc\.fiji.*`offline` is set/));
    expect(() => localClassPath({ bigDataViewer: true }, places())).toThrow(classPathError(/blocking call downloads/));
  });

  it('needs a Java for the download', async () => {
    await expect(resolveClassPath({ bigDataViewer: true }, places())).rejects.toMatchObject({
      name: 'JvmNotFoundError',
    });
  });
});

describe('one of each artifact', () => {
  const jar = (name: string, coordinates?: string, entries = {}) =>
    readJar(putJar(join(root, name), entries, coordinates));

  it('keeps what only looks alike: classifiers, other groups', () => {
    const jars = [
      jar('lwjgl-3.3.1.jar', 'org.lwjgl:lwjgl:3.3.1'),
      jar('lwjgl-3.3.1-natives-linux.jar', 'org.lwjgl:lwjgl:3.3.1'),
      jar('a/annotations-3.0.jar', 'com.google:annotations:3.0'),
      jar('b/annotations-24.0.jar', 'org.jetbrains:annotations:24.0'),
    ];
    expect(oneOfEach(jars)).toEqual({ jars, notes: [] });
  });

  it('tells artifacts by their metadata where the name is bare, and takes the first of equals', () => {
    const old = jar('a/ij.jar', 'net.imagej:ij:1.53t', IJ);
    const [first, second] = [jar('b/ij-1.54p.jar', undefined, IJ), jar('c/ij-1.54p.jar', undefined, IJ)];
    expect(oneOfEach([old, first, second]).jars).toEqual([first]);
    expect(oneOfEach([second, old, first])).toEqual({ jars: [second], notes: [expect.stringMatching(/^ij 1\.53t/)] });
  });

  it('leaves out a jar that holds a copy of imglib2 under another name', () => {
    const fat = jar('all-in-one.jar', undefined, { ...IMGLIB2, ...BDV });
    const plain = jar('imglib2-8.0.1.jar', undefined, IMGLIB2);
    const { jars, notes } = oneOfEach([fat, plain]);
    expect(jars).toEqual([plain]);
    expect(notes).toEqual([expect.stringMatching(/all-in-one\.jar left out: it holds a copy of imglib2/)]);
    expect(() => localClassPath({ jars: root, bigDataViewer: true }, places())).toThrow(
      classPathError(/2 jars, no usable BigDataViewer \(.*all-in-one\.jar left out: it holds a copy of imglib2/),
    );
  });

  it.each([
    ['8.0.1', '8.0.0'],
    ['8.0.10', '8.0.9'],
    ['1.0', '1.0-beta-3'],
    ['1.0.0-beta-20', '1.0.0-beta-19'],
    ['1.0-rc1', '1.0-beta-3'],
    ['1.0.1', '1.0-SNAPSHOT'],
    ['1.54p', '1.54f'],
    ['1.54f', '1.54'],
    ['1.54f', '1.53t51'],
    ['10', '9.9.9'],
    ['1.0.1', '1'],
    ['1', ''],
  ])('%s is newer than %s', (newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
  });

  it('takes 1.0 and 1.0.0 for equal', () => expect(compareVersions('1.0', '1.0.0')).toBe(0));
});

describe('a jar', () => {
  it.each([
    ['imglib2-cache-1.0.0-beta-20.jar', 'imglib2-cache', '1.0.0-beta-20'],
    ['ij.jar', 'ij', undefined],
    ['spim_data-2.3.5.jar', 'spim_data', '2.3.5'],
  ])('named %s', (name, artifactId, version) => {
    expect(parseJarName(name)).toMatchObject({ artifactId, version });
  });

  it('that swallowed others is the one it is named after', () => {
    const pom = (id: string, version: string) => ({
      [`META-INF/maven/g/${id}/pom.properties`]: `version=${version}\r\n`,
    });
    const entries = { ...pom('imglib2', '9'), ...pom('zoo', '1'), ...pom('imglib2-cache', '2.0') };
    const read = readJar(putJar(join(root, 'imglib2-cache-2.0.jar'), entries));
    expect(read).toMatchObject({ groupId: 'g', artifactId: 'imglib2-cache', version: '2.0', classifier: '' });
  });

  it('that is no zip is refused', () => {
    expect(() => readJar(put(join(root, 'a.jar'), '<html>not found</html>'))).toThrow(
      classPathError(/a\.jar is not a jar/),
    );
    expect(() => readJar(put(join(root, 'b.jar'), ''))).toThrow(classPathError(/truncated, or no zip/));
  });
});

describe('the environment', () => {
  it('says where caches are', () => {
    expect(cacheFolder(places())).toBe(join(root, 'home/.cache/imglib2-node'));
    expect(cacheFolder(places({ env: { XDG_CACHE_HOME: '/x' } }))).toBe('/x/imglib2-node');
    expect(cacheFolder(places({ platform: 'darwin' }))).toBe(join(root, 'home/Library/Caches/imglib2-node'));
    expect(cacheFolder(places({ env: { IMGLIB2_NODE_CACHE: '/y', XDG_CACHE_HOME: '/x' } }))).toBe('/y');
  });

  it('says which proxy to use', () => {
    expect(proxyArguments({ HTTPS_PROXY: 'http://proxy.example:3128', http_proxy: 'nonsense' })).toEqual([
      '-Dhttps.proxyHost=proxy.example',
      '-Dhttps.proxyPort=3128',
    ]);
    expect(proxyArguments({ http_proxy: 'http://p' })).toEqual(['-Dhttp.proxyHost=p', '-Dhttp.proxyPort=80']);
  });
});
