/** Jars and Maven repositories that tests make: zips of a few entries, with what Maven puts beside them. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Entry name -> text. */
export type Entries = Readonly<Record<string, string>>;

/** The bytes of a zip, its entries deflated. The sums of the entries are left 0: nothing here reads through them. */
export function zipBytes(entries: Entries): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const nameBytes = Buffer.from(name);
    const data = deflateRawSync(text);
    const sizes = Buffer.alloc(26);
    sizes.writeUInt16LE(20, 0);
    sizes.writeUInt16LE(8, 4);
    sizes.writeUInt32LE(data.length, 14);
    sizes.writeUInt32LE(Buffer.byteLength(text), 18);
    sizes.writeUInt16LE(nameBytes.length, 22);
    // An extra field in the local header only, as many tools write: the two headers differ in length.
    const extra = Buffer.from([0xfe, 0xca, 0, 0]);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), sizes, nameBytes, extra, data]);
    local.writeUInt16LE(extra.length, 28);
    parts.push(local);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), sizes, rest, nameBytes]));
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

/** Writes a file and the folders above it. */
export function put(file: string, content: string | Buffer): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Writes a jar; with `coordinates` ('group:artifact:version') it carries the metadata that Maven packs. */
export function putJar(file: string, entries: Entries = {}, coordinates?: string): string {
  const [group, artifact, version] = (coordinates ?? '').split(':');
  const pom = { [`META-INF/maven/${group}/${artifact}/pom.properties`]: `#x\nversion=${version}\ngroupId=${group}\n` };
  return put(file, zipBytes({ ...(coordinates === undefined ? {} : pom), ...entries }));
}

/** One artifact of a Maven repository. */
export interface FakeArtifact {
  /** 'group:artifact:version'; without a version for one that a bom sets. */
  readonly dependencies?: readonly string[];
  /** Coordinates that the pom's dependencyManagement sets. */
  readonly managed?: readonly string[];
  readonly packaging?: 'jar' | 'pom';
  readonly entries?: Entries;
  /** The checksum file of the jar: its own, another's, or none. */
  readonly checksum?: 'right' | 'wrong' | 'none';
}

/** Puts `coordinates` into the Maven repository in `folder`. */
export function putArtifact(folder: string, coordinates: string, artifact: FakeArtifact = {}): void {
  const { dependencies = [], managed = [], packaging = 'jar', entries = { x: '' }, checksum = 'right' } = artifact;
  const [group = '', name = '', version = ''] = coordinates.split(':');
  const base = join(folder, ...group.split('.'), name, version, `${name}-${version}`);
  const pom = `<project><modelVersion>4.0.0</modelVersion>${ids(coordinates)}<packaging>${packaging}</packaging>
    <dependencyManagement><dependencies>${managed.map(dependency).join('')}</dependencies></dependencyManagement>
    <dependencies>${dependencies.map(dependency).join('')}</dependencies></project>`;
  put(`${base}.pom`, pom);
  put(`${base}.pom.sha1`, sha1(pom));
  if (packaging === 'pom') return;
  const jar = zipBytes(entries);
  put(`${base}.jar`, jar);
  if (checksum !== 'none') put(`${base}.jar.sha1`, sha1(checksum === 'right' ? jar : 'other bytes'));
}

function dependency(coordinates: string): string {
  return `<dependency>${ids(coordinates)}</dependency>`;
}

function ids(coordinates: string): string {
  const [group, artifact, version] = coordinates.split(':');
  const versionTag = version === undefined || version === '' ? '' : `<version>${version}</version>`;
  return `<groupId>${group}</groupId><artifactId>${artifact}</artifactId>${versionTag}`;
}

function sha1(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}
