// npm run test:sanitize: the C++ tests of what knows neither Node nor Java, built with AddressSanitizer and UBSan, then
// with ThreadSanitizer; what they find is a failed test.
import { total } from './test/counts.mjs';
import { nativeTests, SANITIZERS } from './test/native.mjs';

const parts = [];
for (const sanitizer of SANITIZERS) parts.push(await nativeTests(sanitizer));
for (const part of parts) {
  const { passed, failed, skipped } = total([part]);
  console.log(`${part.name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  for (const text of part.failed) console.log(`  FAILED  ${text}`);
}
const { passed, failed, skipped } = total(parts);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
