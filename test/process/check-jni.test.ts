import { describe, expect, it } from 'vitest';
import { surveyJava } from '../../src/jvm/locate.js';
import { runProgram } from '../support/program.js';

const javas = new Map<number, string>();
for (const { found } of surveyJava()) if (!('kind' in found)) javas.set(found.version, found.javaHome);

describe.each([...javas])('-Xcheck:jni of Java %i', (_, javaHome) => {
  it.each(['check-jni.mjs', 'check-jni-cells.mjs'])('has nothing to say of the addon in %s', async (program) => {
    const { code, stdout, stderr } = await runProgram(`test/support/programs/${program}`, [javaHome]);
    expect(code, stderr).toBe(0);
    // At the end Node resets signal handlers; that Java remarks on it, too, has nothing to do with JNI.
    const [, ours, afterwards] = /BEGIN\n(.*)END\n(.*)$/s.exec(stdout) ?? [];
    expect(ours).toBe('');
    expect(afterwards).not.toMatch(/JNI|native method/);
  });
});
