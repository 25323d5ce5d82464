/**
 * What a jar says about itself: a small reader of a zip's central directory, since which artifact a file holds must
 * be known before there is a JVM to ask.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { ClassPathError } from '../errors.js';

/** One jar, and the Maven artifact in it. */
export interface Jar {
  readonly file: string;
  /** Undefined where the jar carries no Maven metadata. */
  readonly groupId: string | undefined;
  readonly artifactId: string;
  /** Undefined where neither the metadata nor the file name has one. */
  readonly version: string | undefined;
  /** 'natives-linux', 'tests' ...; '' for an artifact's main jar. */
  readonly classifier: string;
  /** The names of all entries. */
  readonly entries: ReadonlySet<string>;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  /** Where the entry's local header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END_LENGTH = 22;
const LOCATOR_LENGTH = 20;
const LONGEST_COMMENT = 0xffff;

/**
 * Reads a jar's directory and its Maven coordinates, from `META-INF/maven/.../pom.properties` if it has that of the
 * artifact the file is named after (a jar may carry those of others it swallowed), else from its name.
 * @throws ClassPathError when the file cannot be read or is no zip.
 */
export function readJar(file: string): Jar {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const entries = readDirectory(descriptor);
    const named = parseJarName(basename(file));
    const names = new Set(entries.map(({ name }) => name));
    return { file, ...named, ...pomOf(descriptor, entries, basename(file)), entries: names };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ClassPathError(`${file} is not a jar that can be read (${why}); remove or replace it`, { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What a file name says: `name-version[-classifier].jar`. The classifier is told from the version only by metadata. */
export function parseJarName(name: string): Pick<Jar, 'groupId' | 'artifactId' | 'version' | 'classifier'> {
  const stem = name.replace(/\.jar$/i, '');
  const match = /^(.+?)-(\d.*)$/.exec(stem);
  return { groupId: undefined, artifactId: match?.[1] ?? stem, version: match?.[2], classifier: '' };
}

function pomOf(descriptor: number, entries: Entry[], name: string): Partial<Jar> {
  const stem = name.replace(/\.jar$/i, '');
  const ids: { groupId: string; artifactId: string; entry: Entry }[] = [];
  for (const entry of entries) {
    const [, groupId, artifactId] = /^META-INF\/maven\/([^/]+)\/([^/]+)\/pom\.properties$/.exec(entry.name) ?? [];
    if (groupId === undefined || artifactId === undefined) continue;
    if (stem === artifactId || stem.startsWith(`${artifactId}-`)) ids.push({ groupId, artifactId, entry });
  }
  // The longest: imglib2-cache-1.0.jar may have swallowed imglib2.
  const best = ids.sort((a, b) => b.artifactId.length - a.artifactId.length)[0];
  if (best === undefined) return {};
  const { groupId, artifactId, entry } = best;
  const text = readEntry(descriptor, entry).toString('latin1');
  const version = /^version\s*[=:]\s*(.*?)\s*$/m.exec(text)?.[1];
  const prefix = `${artifactId}-${version}-`;
  return { groupId, artifactId, version, classifier: stem.startsWith(prefix) ? stem.slice(prefix.length) : '' };
}

function readDirectory(descriptor: number): Entry[] {
  const { size } = fstatSync(descriptor);
  const tail = readAt(descriptor, Math.max(0, size - END_LENGTH - LONGEST_COMMENT), size);
  let end = tail.length - END_LENGTH;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--;
  if (end < 0) throw new Error('no zip directory: truncated, or no zip');
  let length = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  const locator = end - LOCATOR_LENGTH;
  // Zip64: more than 65535 entries, as in jars that swallow others.
  if (locator >= 0 && tail.readUInt32LE(locator) === END64_LOCATOR_SIGNATURE) {
    const at = Number(tail.readBigUInt64LE(locator + 8));
    const end64 = readAt(descriptor, at, at + 56);
    length = Number(end64.readBigUInt64LE(40));
    start = Number(end64.readBigUInt64LE(48));
  }
  return parseDirectory(readAt(descriptor, start, start + length));
}

function parseDirectory(directory: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.length; ) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error('corrupt zip directory');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(descriptor: number, { method, compressedSize, offset }: Entry): Buffer {
  // The lengths of name and extra field in the local header may differ from the directory's.
  const header = readAt(descriptor, offset, offset + 30);
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = readAt(descriptor, start, start + compressedSize);
  return method === 0 ? bytes : inflateRawSync(bytes);
}

function readAt(descriptor: number, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, end - start));
  const read = readSync(descriptor, bytes, 0, bytes.length, start);
  if (read !== bytes.length) throw new Error('truncated');
  return bytes;
}
