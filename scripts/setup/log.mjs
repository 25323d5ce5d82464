/** Set-up talks on standard error only: standard output belongs to the job (`npm run bench -- --json | jq`). */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
