import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { SetupError } from './execute.mjs';
import { filesUnder, fingerprint } from './fingerprint.mjs';
import { at } from './paths.mjs';

const folder = 'examples/data/mni152';
const sums = `${folder}/SHA256SUMS`;

/** The sample head and its labels: part of the repository, so nothing to bring, only to check that the copy is whole. */
export const data = {
  name: 'data',
  title: 'sample data',
  tools: [],
  outputs: [sums],
  fingerprint: () => fingerprint([], ...filesUnder(folder).map((file) => [file, statSync(at(file)).size])),
  async run() {
    const damaged = expected().filter(([sum, file]) => sumOf(file) !== sum);
    if (damaged.length === 0) return;
    const names = damaged.slice(0, 5).map(([, file]) => `${folder}/${file}`);
    throw new SetupError(
      `${damaged.length} files of the sample data are missing or differ from ${sums} (${names.join(', ')}${damaged.length > 5 ? ' ...' : ''}).\n` +
        `Bring them back with: git checkout -- ${folder}`,
    );
  },
};

function expected() {
  const lines = readFileSync(at(sums), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(/\s+/, 2));
}

function sumOf(file) {
  try {
    return createHash('sha256')
      .update(readFileSync(at(folder, file)))
      .digest('hex');
  } catch (error) {
    if (error.code === 'ENOENT') return 'missing';
    throw error;
  }
}
