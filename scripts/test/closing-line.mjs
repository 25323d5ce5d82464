// node closing-line.mjs COUNTS TEST_CODE CODE...: prints the last line of .ci/run and exits with its code. COUNTS is the
// file of those of `npm test`; what each further exit code is of counts as one more.
import { readFileSync } from 'node:fs';

const [path, testCode, ...otherCodes] = process.argv.slice(2);

function read() {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    console.log('npm test ended before it had counts');
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const counts = read();
if (testCode !== '0' && counts.failed === 0) counts.failed = 1;
for (const code of otherCodes) {
  if (code === '0') counts.passed += 1;
  else counts.failed += 1;
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > otherCodes.length ? 0 : 1;
