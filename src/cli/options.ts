/** Options that several commands have, and the forms of their values. */
import { type Command, InvalidArgumentError, Option } from 'commander';

/** The values of the options that say where Java's classes come from. */
export interface JarOptions {
  readonly fiji?: string;
  readonly jars?: string;
  readonly repository?: readonly string[];
}

/** Adds --fiji, --jars and --repository. */
export function addJarOptions(command: Command): Command {
  return command
    .option('--fiji <DIR>', 'a Fiji installation with BigDataViewer (default: IMGLIB2_NODE_FIJI)')
    .option('--jars <DIR>', "a folder with BigDataViewer's jars (default: IMGLIB2_NODE_JARS)")
    .addOption(
      new Option(
        '--repository <URL>',
        'a Maven repository to ask first; repeatable (default: IMGLIB2_NODE_REPOSITORIES)',
      )
        // Not <URL...>, which would take the PATHs behind it as well.
        .argParser((url, before: readonly string[] = []) => [...before, url]),
    );
}

/** Those values as `startJvm` and `resolveClassPath` take them. */
export function jvmOptions({ fiji, jars, repository }: JarOptions) {
  return {
    ...(fiji !== undefined && { fiji }),
    ...(jars !== undefined && { jars }),
    ...(repository !== undefined && { repositories: repository }),
  };
}

/** 'LO,HI': two numbers, the first less than the second. */
export function parseDisplayRange(text: string): readonly [number, number] {
  const [low, high, ...more] = numbersIn(text);
  if (low === undefined || high === undefined || more.length > 0 || low >= high) {
    throw new InvalidArgumentError('It must be two numbers, LO less than HI, such as 0,255.');
  }
  return [low, high];
}

/** 'Z,Y,X' (or 'Y,X' of a picture): positive numbers. */
export function parseVoxelSize(text: string): readonly number[] {
  const sizes = numbersIn(text);
  if ((sizes.length !== 3 && sizes.length !== 2) || sizes.some((size) => size <= 0)) {
    throw new InvalidArgumentError('It must be the sizes along Z,Y,X, positive numbers such as 2,0.5,0.5.');
  }
  return sizes;
}

function numbersIn(text: string): number[] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return numbers.every(Number.isFinite) ? numbers : [];
}
