import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { putJar } from '../support/fake-jars.js';
import { cli, type Ended, inRepository } from '../support/program.js';

const HEAD = 'examples/data/mni152/t1';
const FIXTURES = 'test/fixtures/tiff';
const folder = mkdtempSync(join(tmpdir(), 'imglib2-node-cli-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The one line on standard error, without the name of the command. */
function complaint({ stderr, stdout }: Ended): string {
  expect(stdout).toBe('');
  const [, message] = /^imglib2-node: ([^\n]+)\n$/.exec(stderr) ?? [];
  expect(message, stderr).toBeDefined();
  return message as string;
}

function parsed({ stdout }: Ended) {
  const lines = stdout.split('\n');
  expect(lines.pop()).toBe('');
  return JSON.parse(lines.pop() as string);
}

describe('help and version', () => {
  it.each(['view', 'info', 'convert', 'jars', 'doctor'])(
    '%s --help tells the options and shows examples',
    async (command) => {
      const { code, stdout, stderr } = await cli([command, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: imglib2-node ${command} [options]`);
      const [, examples = ''] = stdout.split('Examples:\n');
      const lines = examples.trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith(`  $ imglib2-node ${command}`))).toEqual([]);
    },
  );

  it('--help names every command', async () => {
    const { code, stdout } = await cli(['--help']);
    expect(code).toBe(0);
    for (const command of ['view', 'info', 'convert', 'jars', 'doctor'])
      expect(stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
  });

  it('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
    expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a wrong call is one line and exit code 2', () => {
  it.each<[string[], RegExp]>([
    [[], /no command was given; there are view, info, convert, jars, doctor/],
    [['show'], /unknown command 'show'; `imglib2-node --help` and/],
    [['info'], /missing required argument 'PATH'; `imglib2-node --help`/],
    [['info', 'a.tif', 'b.tif'], /too many arguments/],
    [['info', 'a.tif', '--xml'], /unknown option '--xml'/],
    [['view'], /missing required argument 'PATH'/],
    [['view', 'a.tif', '--viewer', 'paint'], /'paint' is invalid.*bigdataviewer, imagej, browser, auto/],
    [['view', 'a.tif', '--display-range', '7'], /'7' is invalid.*two numbers/],
    [['view', 'a.tif', '--display-range', '7,x'], /'7,x' is invalid.*two numbers/],
    [['view', 'a.tif', '--display-range', '9,2'], /'9,2' is invalid.*LO less than HI/],
    [['view', 'a.tif', '--voxel-size', '1,0,1'], /'1,0,1' is invalid.*positive/],
    [['view', 'a.tif', '--voxel-size', '1'], /'1' is invalid.*positive/],
    [['view', 'a.tif', '--snapshot'], /argument missing/],
    [['jars', 'list'], /too many arguments/],
    [['doctor', '--fix'], /unknown option '--fix'/],
  ])('%j', async (args, message) => {
    const ended = await cli(args);
    expect(ended.code).toBe(2);
    expect(complaint(ended)).toMatch(message);
  });
});

describe('what fails is one line and exit code 1', () => {
  it.each<[string[], RegExp]>([
    [['info', 'nowhere.tif'], /nowhere\.tif: no such file or folder/],
    [['info', 'nowhere/*.tif'], /no file matches this glob/],
    [['info', 'src'], /the folder has no \.tif or \.tiff file/],
    [['info', 'package.json'], /package\.json: at byte 0: not a TIFF/],
    [['info', `${FIXTURES}/lzma.tif`], /lzma/],
    [['view', 'nowhere.tif'], /nowhere\.tif: no such file or folder/],
    [['view', `${FIXTURES}/pages-raw.tif`, '--points', 'package.json'], /package\.json: line 1: the header is/],
    [['view', `${FIXTURES}/pages-raw.tif`, '--labels', 'nowhere'], /nowhere: no such file or folder/],
    [['view', `${FIXTURES}/pages-raw.tif`, '--viewer', 'imagej'], /no display.*--snapshot/],
    [['jars', '--jars', 'nowhere'], /nowhere/],
    [['jars', '--fiji', 'nowhere'], /nowhere/],
  ])('%j', async (args, message) => {
    const ended = await cli(args);
    expect(ended.code).toBe(1);
    expect(complaint(ended)).toMatch(message);
  });

  it('has its stack with IMGLIB2_NODE_DEBUG', async () => {
    const { code, stderr } = await cli(['info', 'nowhere.tif'], { env: { IMGLIB2_NODE_DEBUG: '1' } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\n +at .*paths\.js/);
  });
});

describe('info', () => {
  it('describes the head', async () => {
    const ended = await cli(['info', HEAD, '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(parsed(ended)).toMatchObject({
      path: HEAD,
      shape: [189, 233, 197],
      axes: 'ZYX',
      dtype: 'uint8',
      nbytes: 189 * 233 * 197,
      files: 189,
      firstFile: join(HEAD, 'z000.tif'),
      lastFile: join(HEAD, 'z188.tif'),
      tiff: { compression: 'deflate', predictor: 'horizontal' },
    });
  });

  it('takes a glob', async () => {
    expect(parsed(await cli(['info', `${HEAD}/z00?.tif`, '--json'])).shape).toEqual([10, 233, 197]);
  });

  it("gives ImageJ's axes and voxel size", async () => {
    expect(parsed(await cli(['info', `${FIXTURES}/imagej-tzcyx.tif`, '--json']))).toMatchObject({
      shape: [2, 3, 2, 9, 11],
      axes: 'TZCYX',
      voxelSize: [2.5, 0.5, 0.25],
      unit: 'µm',
      files: 1,
    });
  });

  it('is a table for people', async () => {
    const { stdout } = await cli(['info', HEAD]);
    expect(stdout).toMatch(/^shape +189 x 233 x 197 \(z, y, x\)$/m);
    expect(stdout).toMatch(/^dtype +uint8$/m);
    expect(stdout).toMatch(/^size +8\.7 MB$/m);
  });
});

describe('jars', () => {
  const jars = join(folder, 'jars');
  putJar(join(jars, 'bigdataviewer-core-10.6.7.jar'), { 'bdv/util/BdvFunctions.class': 'x' });

  it('lists files, one a line, and says on standard error what is missing', async () => {
    const { code, stdout, stderr } = await cli(['jars'], { env: { IMGLIB2_NODE_CACHE: join(folder, 'cache') } });
    const files = stdout.trim().split('\n');
    expect(code).toBe(0);
    expect(files.filter((file) => /\/imglib2-\d[^/]*\.jar$/.test(file))).toHaveLength(1);
    expect(files).toContain(inRepository('dist/jars/imglib2-node.jar'));
    expect(stderr).toMatch(/^imglib2-node: no BigDataViewer: /);
  });

  it.each<[string, string[], Record<string, string>]>([
    ['--jars', ['--jars', jars], {}],
    ['IMGLIB2_NODE_JARS', [], { IMGLIB2_NODE_JARS: jars }],
    ['--resolve, which downloads nothing then', ['--resolve', '--jars', jars], {}],
  ])('finds BigDataViewer through %s', async (_, args, env) => {
    const found = parsed(await cli(['jars', '--json', ...args], { env }));
    expect(found).toMatchObject({ bigDataViewer: true, source: expect.stringContaining(jars) });
    expect(found.jars).toContain(join(jars, 'bigdataviewer-core-10.6.7.jar'));
    expect(found.tried.length).toBeGreaterThan(0);
  });
});

describe('doctor', () => {
  const named = (ended: Ended, name: string) =>
    parsed(ended).checks.find((check: { name: string }) => check.name === name);

  it('reports as JSON, one object a check', async () => {
    const ended = await cli(['doctor', '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { ok, node, platform, arch, checks } = parsed(ended);
    expect({ ok, node, platform, arch }).toEqual({
      ok: true,
      node: process.versions.node,
      platform: process.platform,
      arch: process.arch,
    });
    for (const check of checks) {
      expect(Object.keys(check).sort()).toEqual(['found', 'missing', 'name', 'ok', 'optional', 'remedy']);
      expect(check.missing === '', check.name).toBe(check.ok);
      expect(check.remedy === '', check.name).toBe(check.ok);
    }
    const names = checks.map((check: { name: string }) => check.name);
    expect(names).toEqual(expect.arrayContaining(['Node', 'native addon', 'Java', 'libjvm', 'jars', 'BigDataViewer']));
    expect(named(ended, 'display')).toMatchObject({ ok: false, optional: true, missing: 'DISPLAY is not set' });
  });

  it('marks each line for people, and sums up', async () => {
    const { code, stdout } = await cli(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✔ Java +\d+/m);
    expect(stdout).toMatch(/^! display +DISPLAY is not set$/m);
    expect(stdout).toMatch(/^All that is needed is there\./m);
  });

  it('fails when the Java that was named is none', async () => {
    const env = { JAVA_HOME: folder };
    const ended = await cli(['doctor', '--json'], { env });
    expect(ended.code).toBe(1);
    expect(parsed(ended).ok).toBe(false);
    const java = named(ended, 'Java');
    expect(java).toMatchObject({ ok: false, optional: false });
    expect(java.missing).toContain(folder);
    expect(java.remedy).toMatch(/install a JDK 17 or later/);
    const { stdout } = await cli(['doctor'], { env });
    expect(stdout).toMatch(/^✖ Java /m);
    expect(stdout).toMatch(/^Missing: Java, libjvm\./m);
  });

  it('tells a Java that is too old', async () => {
    const home = join(folder, 'jdk8');
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'release'), 'JAVA_VERSION="1.8.0_402"\nOS_ARCH="amd64"\n');
    writeFileSync(join(home, 'bin', 'java'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(home, 'bin', 'java'), 0o755);
    const ended = await cli(['doctor', '--json'], { env: { JAVA_HOME: home } });
    expect(ended.code).toBe(1);
    expect(named(ended, 'Java').missing).toMatch(/Java 8|1\.8/);
  });
});
