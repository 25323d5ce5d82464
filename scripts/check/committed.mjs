import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SetupError } from '../setup/execute.mjs';
import { at, root } from '../setup/paths.mjs';

const LONGEST_FILE = 400;
const LONGEST_MEDIAN = 120;
const CODE = /^(src|client|native|java|test|scripts)\/.*\.(ts|mjs|cjs|js|cc|h|java|py)$/;
const BINARY = /\.(tif|tiff|png|jar|zst|gz|bin)$/;

/** Folders of the machine that something was written on: they exist nowhere else. */
const OF_ONE_MACHINE = new RegExp(
  `(?<![\\w.~/-])/(${['work', 'root', 'home', 'Users', 'opt/bdv[\\w-]*'].join('|')})(/|\\b(?![\\w-]))`,
);
/** Package registries: npm, Maven and apt know where theirs are. In pieces, as this file is checked as well. */
const REGISTRIES = [
  ['registry.', 'npmjs.'],
  ['npmjs', '.com'],
  ['repo1.', 'maven.'],
  ['repo.maven.', 'apache.'],
  ['central.', 'sonatype.'],
  ['pypi', '.org'],
  ['pythonhosted', '.org'],
  ['deb.', 'debian.'],
  ['security.', 'debian.'],
  ['archive.', 'ubuntu.'],
].map((parts) => parts.join(''));
/** The one registry that has to be named, once: BigDataViewer is on no other. */
const SCIJAVA = { host: ['maven.', 'scijava.org'].join(''), file: 'src/jvm/class-path.ts' };

/** What must not be in any committed file, and how long files may be. */
export async function committedFiles() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const texts = files
    .trim()
    .split('\n')
    .filter((file) => file && !BINARY.test(file))
    .flatMap(read);
  if (texts.length === 0) throw new SetupError('git lists no file to check.');
  const problems = [
    ...texts.flatMap(problemsOf),
    ...problemsOfScijava(texts),
    ...problemsOfLengths(texts),
    ...problemsOfIncludes(texts),
  ];
  if (problems.length > 0) throw new SetupError(problems.join('\n'));
}

function read(file) {
  try {
    return [{ file, text: readFileSync(at(file), 'utf8') }];
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function problemsOf({ file, text }) {
  const found = [];
  for (const [index, line] of text.split('\n').entries()) {
    const where = `${file}:${index + 1}`;
    const folder = OF_ONE_MACHINE.exec(line);
    if (folder) found.push(`${where}: names a folder of one machine, ${folder[0]}`);
    for (const host of REGISTRIES) if (line.includes(host)) found.push(`${where}: names the registry ${host}`);
    if (file === 'package-lock.json' && line.includes('"resolved":'))
      found.push(`${where}: names where a package was got from`);
  }
  return found;
}

function problemsOfScijava(texts) {
  return texts.flatMap(({ file, text }) => {
    const times = text.split(SCIJAVA.host).length - 1;
    const allowed = file === SCIJAVA.file ? 1 : 0;
    return times > allowed
      ? [`${file}: names ${SCIJAVA.host} ${times} times; it belongs into ${SCIJAVA.file}, once`]
      : [];
  });
}

function problemsOfLengths(texts) {
  const lengths = texts
    .filter(({ file }) => CODE.test(file))
    .map(({ file, text }) => ({ file, lines: text.replace(/\n$/, '').split('\n').length }))
    .sort((a, b) => a.lines - b.lines);
  const found = lengths
    .filter(({ lines }) => lines > LONGEST_FILE)
    .map(({ file, lines }) => `${file}: ${lines} lines, more than ${LONGEST_FILE}`);
  const median = lengths[lengths.length >> 1]?.lines;
  if (median === undefined) return ['no source file was found'];
  if (median >= LONGEST_MEDIAN) found.push(`the median file has ${median} lines, not less than ${LONGEST_MEDIAN}`);
  return found;
}

/** napi.h is set up in one place, and one file depends on this version of V8. */
function problemsOfIncludes(texts) {
  const including = (header) =>
    texts
      .filter(({ file, text }) => file.startsWith('native/') && text.includes(`#include <${header}>`))
      .map(({ file }) => file);
  const found = [];
  if (including('napi.h').join() !== 'native/napi_setup.h')
    found.push(
      `napi.h is included by ${including('napi.h').join(', ') || 'no file'}; it belongs into native/napi_setup.h alone`,
    );
  if (including('v8.h').length > 1) found.push(`v8.h is included by ${including('v8.h').join(', ')}; one file may`);
  return found;
}
