/**
 * Which jars go on the class path when several sources hold the same artifact: one of each, the newest.
 *
 * Two versions of one library on a class path mix: each class comes from the first jar that has it, so a class that
 * only the second jar has is loaded beside others it was not built with (NoSuchMethodError far from the cause).
 * The newest wins, because libraries keep old methods for their callers far more often than a caller can do without
 * the methods it was compiled for; our own classes are compiled for the imglib2 and ij of this package.
 */
import type { Jar } from './jar.js';

/** The jars to use, and in words what was left out for what. */
export interface JarChoice {
  readonly jars: Jar[];
  readonly notes: string[];
}

/** A class that tells the library, wherever it is packed. */
const MARKERS: Readonly<Record<string, string>> = {
  imglib2: 'net/imglib2/RandomAccessibleInterval.class',
  ij: 'ij/ImagePlus.class',
};

/** The class that BigDataViewer is entered by. */
const BIG_DATA_VIEWER = 'bdv/util/BdvFunctions.class';

/** Tells whether BigDataViewer is among these jars. */
export function hasBigDataViewer(jars: readonly Jar[]): boolean {
  return jars.some(({ entries }) => entries.has(BIG_DATA_VIEWER));
}

/** Tells whether this jar is the library `marker` itself, or holds a copy of it. */
export function holds(jar: Jar, marker: 'imglib2' | 'ij'): boolean {
  return jar.entries.has(MARKERS[marker] as string);
}

/**
 * One jar of each artifact, in the order given; equal versions: the first.
 * A jar under another name that holds a copy of imglib2 or ij is left out, since theirs must be the only one.
 */
export function oneOfEach(jars: readonly Jar[]): JarChoice {
  const notes: string[] = [];
  const chosen: Jar[] = [];
  for (const jar of jars) {
    const at = chosen.findIndex((other) => isSameArtifact(other, jar));
    const other = chosen[at];
    if (other === undefined) {
      chosen.push(jar);
      continue;
    }
    const order = compareVersions(jar.version ?? '', other.version ?? '');
    const [winner, loser] = order > 0 ? [jar, other] : [other, jar];
    chosen[at] = winner;
    if (order !== 0) notes.push(`${named(loser)} left out for ${named(winner)}${warning(loser, winner)}`);
  }
  for (const marker of Object.keys(MARKERS) as ('imglib2' | 'ij')[]) {
    const [first, ...copies] = chosen.filter((jar) => holds(jar, marker)).sort(ownNameFirst(marker));
    for (const copy of copies) {
      chosen.splice(chosen.indexOf(copy), 1);
      notes.push(`${copy.file} left out: it holds a copy of ${marker}, which ${first?.file} provides`);
    }
  }
  return { jars: chosen, notes };
}

function ownNameFirst(name: string): (a: Jar, b: Jar) => number {
  return (a, b) => Number(b.artifactId === name) - Number(a.artifactId === name);
}

function isSameArtifact(a: Jar, b: Jar): boolean {
  if (a.artifactId !== b.artifactId || a.classifier !== b.classifier) return false;
  // Names like `annotations` are used by several groups; where one jar does not tell its group, the name decides.
  return a.groupId === undefined || b.groupId === undefined || a.groupId === b.groupId;
}

function named({ artifactId, version, file }: Jar): string {
  return `${artifactId} ${version ?? 'without version'} (${file})`;
}

/** A major version may drop what jars of the same source were compiled for. */
function warning(loser: Jar, winner: Jar): string {
  if (compareVersions(major(loser), major(winner)) === 0) return '';
  return ': another major version, so jars made for the old one may fail with NoSuchMethodError';
}

function major({ version = '' }: Jar): string {
  return version.split('.')[0] ?? '';
}

const QUALIFIERS = ['alpha', 'a', 'beta', 'b', 'milestone', 'm', 'rc', 'cr', 'snapshot', ''];

/**
 * Compares two versions as Maven does: numbers as numbers, alpha < beta < milestone < rc < snapshot < release, and
 * other letters after the release (ImageJ's 1.54 < 1.54f < 1.54p).
 * @returns negative, 0 or positive
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [tokens(a), tokens(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareTokens(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function tokens(version: string): string[] {
  return version.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
}

function compareTokens(a: string, b: string): number {
  const [x, y] = [Number(a || Number.NaN), Number(b || Number.NaN)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  // A number against nothing: 1.0.0 equals 1.0, 1.0.1 is newer; against letters it is newer (1.0.1 > 1.0-beta).
  if (!Number.isNaN(x)) return b === '' ? x : 1;
  if (!Number.isNaN(y)) return a === '' ? -y : -1;
  return rank(a) - rank(b) || (a < b ? -1 : Number(a > b));
}

function rank(qualifier: string): number {
  const known = QUALIFIERS.indexOf(qualifier);
  return known < 0 ? QUALIFIERS.length : known;
}
