// node closing-line.mjs COUNTS TEST_CODE CHECK_CODE: prints the last line of .ci/run and exits with its code.
import { readFileSync } from 'node:fs';

const [path, testCode, checkCode] = process.argv.slice(2);

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
if (checkCode === '0') counts.passed += 1;
else counts.failed += 1;
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > 1 ? 0 : 1;
