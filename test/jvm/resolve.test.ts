/** BigDataViewer from Maven repositories, by the real resolver process; the artifacts are fakes made here. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClassPathOptions, localClassPath, resolveClassPath, thesePlaces } from '../../src/jvm/class-path.js';
import { diagnoseJvm } from '../../src/jvm/diagnose.js';
import { javaCommandIn } from '../../src/jvm/java-home.js';
import { locateJvm } from '../../src/jvm/locate.js';
import { type DownloadProgress, resolveMaven } from '../../src/jvm/maven.js';
import { type FakeArtifact, putArtifact } from '../support/fake-jars.js';

const BDV = 'sc.fiji:bigdataviewer-core:10.6.7';
let root: string;
let repository: string;
let server: Server | undefined;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'resolve-')));
  repository = join(root, 'repository');
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(root, { recursive: true, force: true });
});

/** This machine and package, with a cache of the test's own, no configuration of Coursier and no public repository. */
function places(over: Record<string, string> = {}) {
  const { JAVA_TOOL_OPTIONS: _, ...env } = process.env;
  const own = Object.entries(env).filter(([name]) => !/^(coursier|imglib2_node)_|_proxy$/i.test(name));
  const pinned = { IMGLIB2_NODE_CACHE: join(root, 'cache'), COURSIER_CONFIG_DIR: join(root, 'config'), CI: '' };
  return { ...thesePlaces(), repositories: [], env: { ...Object.fromEntries(own), ...pinned, ...over } };
}

/** A repository with BigDataViewer, what it needs, and the pom that sets versions. */
function fill(library: FakeArtifact = {}): void {
  const managed = ['mpicbg:spim_data:2.3.5', 'org.fake:deep:2.0'];
  putArtifact(repository, 'org.scijava:pom-scijava:44.0.0', { packaging: 'pom', managed });
  putArtifact(repository, BDV, {
    entries: { 'bdv/util/BdvFunctions.class': '' },
    dependencies: ['mpicbg:spim_data', 'net.imglib2:imglib2:8.0.0'],
  });
  putArtifact(repository, 'mpicbg:spim_data:2.3.5', { dependencies: ['org.fake:deep:1.0'], ...library });
  putArtifact(repository, 'org.fake:deep:1.0');
  putArtifact(repository, 'org.fake:deep:2.0');
  putArtifact(repository, 'net.imglib2:imglib2:8.0.0', {
    entries: { 'net/imglib2/RandomAccessibleInterval.class': '' },
  });
}

function options(more: ClassPathOptions = {}): ClassPathOptions {
  return { bigDataViewer: true, repositories: [pathToFileURL(repository).href], ...more };
}

const names = (files: readonly string[]) => files.map((file) => file.slice(file.lastIndexOf('/') + 1)).sort();
const OWN = names(readdirSync(join(thesePlaces().dist, 'jars')));

const classPathError = (message: RegExp) =>
  expect.objectContaining({ name: 'ClassPathError', message: expect.stringMatching(message) });

describe('a file: repository', () => {
  it('gives BigDataViewer and all it needs, in the versions of the bom, with one imglib2', async () => {
    fill();
    const found = await resolveClassPath(options(), places());
    const expected = [...OWN, 'bigdataviewer-core-10.6.7.jar', 'deep-2.0.jar', 'spim_data-2.3.5.jar'];
    expect(names(found.classPath)).toEqual(expected.sort());
    expect(found).toMatchObject({ bigDataViewer: true, source: `Maven, ${BDV} (downloaded)` });
    expect(found.notes).toEqual([expect.stringMatching(/^imglib2 8\.0\.0 \(.*\) left out for imglib2 8\.0\.1/)]);
  });

  it('is named by environment too, and as a folder', async () => {
    fill();
    const env = { IMGLIB2_NODE_REPOSITORIES: `${join(root, 'absent')},${repository}` };
    expect((await resolveClassPath({ bigDataViewer: true }, places(env))).bigDataViewer).toBe(true);
  });

  it('is asked once: later runs start no java, until a file is gone', async () => {
    fill();
    const { classPath } = await resolveClassPath(options(), places());
    const noJava = { ...places({ JAVA_HOME: join(root, 'absent') }) };
    const again = await resolveClassPath(options(), noJava);
    expect(again).toMatchObject({ classPath, source: `Maven, ${BDV} (from the cache)` });
    expect(localClassPath(options(), noJava).classPath).toEqual(classPath);
    // Also where it is only wanted if it is there.
    expect(localClassPath({ ...options(), bigDataViewer: undefined }, noJava).bigDataViewer).toBe(true);
    rmSync(join(repository, 'mpicbg'), { recursive: true });
    expect(() => localClassPath(options(), noJava)).toThrow(classPathError(/not downloaded before/));
    await expect(resolveClassPath(options(), places())).rejects.toEqual(classPathError(/not found: .*spim_data/));
  });

  it('is refused when a checksum is wrong or missing', async () => {
    fill({ checksum: 'wrong' });
    await expect(resolveClassPath(options(), places())).rejects.toEqual(
      classPathError(/wrong checksum: .*spim_data-2\.3\.5\.jar.*Ways to get it/),
    );
    rmSync(repository, { recursive: true });
    fill({ checksum: 'none' });
    await expect(resolveClassPath(options(), places())).rejects.toEqual(
      classPathError(/no checksum is to be had for .*spim_data-2\.3\.5\.jar/),
    );
  });

  it('that lacks an artifact is named, with the other places and the ways to get BigDataViewer', async () => {
    fill({ dependencies: ['org.fake:absent:1.0'] });
    const failed = resolveClassPath(options(), places());
    await expect(failed).rejects.toEqual(
      classPathError(
        /Fiji: none named.*folder of jars: none.*org\.fake:absent:1\.0.*not found: .*absent-1\.0\.pom.*--fiji DIR.*--jars/,
      ),
    );
    await expect(failed).rejects.toMatchObject({ cause: { name: 'ClassPathError' } });
  });
});

describe('a download that failed', () => {
  it('is noted, and not tried again by who can do without', async () => {
    fill();
    const hidden = `${repository}-hidden`;
    renameSync(repository, hidden);
    await expect(resolveClassPath(options({ retry: false }), places())).rejects.toEqual(classPathError(/not found/));
    const note = join(root, 'cache', 'big-data-viewer-download-failed.json');
    expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({
      note: expect.stringMatching(/Delete this file/),
      message: expect.stringContaining('not found'),
    });
    renameSync(hidden, repository);
    const again = resolveClassPath(options({ retry: false }), places());
    await expect(again).rejects.toEqual(
      classPathError(/not tried again, since it failed at .*noted in .*failed\.json/),
    );
    await expect(again).rejects.toMatchObject({ lacking: expect.stringMatching(/could not bring it some time ago/) });
    const viewer = (await diagnoseJvm(options(), places())).find(({ name }) => name === 'BigDataViewer');
    expect(viewer?.missing).toMatch(/the download is not tried again, since it failed at .*failed\.json/);
    // Other repositories, and a note that is too old, are another matter.
    const elsewhere = options({ retry: false, repositories: [join(root, 'elsewhere'), repository] });
    expect((await resolveClassPath(elsewhere, places())).bigDataViewer).toBe(true);
    writeFileSync(note, JSON.stringify({ repositories: options().repositories, at: Date.now() - 5 * 3600_000 }));
    rmSync(join(root, 'cache', 'class-paths'), { recursive: true });
    expect((await resolveClassPath(options({ retry: false }), places())).bigDataViewer).toBe(true);
    expect(existsSync(note)).toBe(false);
  });

  it('is tried again by who asks for it, but an abort is no failure', async () => {
    fill();
    const hidden = `${repository}-hidden`;
    renameSync(repository, hidden);
    await expect(resolveClassPath(options(), places())).rejects.toEqual(classPathError(/not found/));
    renameSync(hidden, repository);
    expect((await resolveClassPath(options(), places())).bigDataViewer).toBe(true);
    rmSync(join(root, 'cache', 'class-paths'), { recursive: true });
    const aborted = resolveClassPath(options({ signal: AbortSignal.abort() }), places());
    await expect(aborted).rejects.toEqual(classPathError(/it was aborted/));
    expect((await resolveClassPath(options({ retry: false }), places())).bigDataViewer).toBe(true);
  });
});

describe('a repository on the network', () => {
  async function serve(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
  }

  const serveFiles = (asked: string[] = []) =>
    serve((request, response) => {
      asked.push(request.url ?? '');
      try {
        const bytes = readFileSync(join(repository, request.url ?? ''));
        response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });

  it('is downloaded into the cache once, with progress', async () => {
    fill();
    const asked: string[] = [];
    const progress: DownloadProgress[] = [];
    const repositories = [await serveFiles(asked)];
    const onProgress = (news: DownloadProgress) => progress.push(news);
    const { classPath } = await resolveClassPath(options({ repositories, onProgress }), places());
    expect(names(classPath)).toContain('spim_data-2.3.5.jar');
    expect(classPath.filter((file) => file.startsWith(join(root, 'cache', 'artifacts')))).toHaveLength(3);
    expect(progress.map(({ file }) => file)).toContain('spim_data-2.3.5.jar');
    const last = progress.at(-1);
    expect(last?.done).toBe(last?.total);
    expect(last?.done).toBeGreaterThan(500);
    const before = asked.length;
    rmSync(join(root, 'cache', 'class-paths'), { recursive: true });
    await resolveClassPath(options({ repositories }), places());
    expect(asked.slice(before).filter((url) => url.endsWith('.jar'))).toEqual([]);
  });

  it('that sends a damaged file leaves nothing behind that a later run would take', async () => {
    fill({ checksum: 'wrong' });
    const repositories = [await serveFiles()];
    await expect(resolveClassPath(options({ repositories }), places())).rejects.toEqual(classPathError(/spim_data/));
    expect(() => localClassPath(options({ repositories }), places())).toThrow(classPathError(/not downloaded before/));
    rmSync(repository, { recursive: true });
    fill();
    const repaired = await resolveClassPath(options({ repositories }), places());
    expect(names(repaired.classPath)).toContain('spim_data-2.3.5.jar');
  });

  it('that does not answer is an error with the cause', async () => {
    const repositories = [await serveFiles()];
    server?.close();
    await expect(resolveClassPath(options({ repositories }), places())).rejects.toEqual(
      classPathError(/Maven, sc\.fiji.*: Error downloading .*ConnectException/),
    );
  });

  it('that is silent can be aborted, and is given up', async () => {
    let heard: () => void = () => undefined;
    const request = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const url = await serve(() => heard());
    const abort = new AbortController();
    const running = resolveClassPath(options({ repositories: [url], signal: abort.signal }), places());
    const failed = expect(running).rejects.toEqual(classPathError(/it was aborted/));
    await request;
    abort.abort();
    await failed;

    const { dist, env } = places();
    const resolver = readdirSync(join(dist, 'resolver')).map((name) => join(dist, 'resolver', name));
    const patient = resolveMaven(
      { dependencies: [BDV], boms: [], repositories: [url] },
      {
        java: javaCommandIn(locateJvm().javaHome, process.platform),
        classPath: [...resolver, join(dist, 'jars', 'imglib2-node.jar')],
        cache: join(root, 'cache'),
        artifacts: join(root, 'artifacts'),
        env,
        silenceMs: 3000,
      },
    );
    await expect(patient).rejects.toEqual(classPathError(/nothing happened for 3 s/));
  });
});
