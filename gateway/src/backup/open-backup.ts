/** Opens a backup: reads every byte of it once and believes nothing before the end; then gives out what is in it. [OPS-32] */
import { createHash } from 'node:crypto';
import type { SnapshotRow } from '../store/snapshot.js';
import { type ArchiveSource, readArchive } from './archive-reader.js';
import { FORMAT_NAME } from './archive-writer.js';
import { backupInvalid } from './backup-invalid.js';
import { MANIFEST_NAME, type Manifest, parseManifest, SEAL_NAME } from './manifest.js';
import { fromPart } from './rows.js';
import { type BackupKeys, openSeal } from './seal.js';

/** A backup that is whole. */
export interface OpenedBackup {
  /** Its file, for messages. */
  readonly name: string;
  readonly manifest: Manifest;
  /** Bytes in all. */
  readonly size: number;
  /** Content of a small file of the backup. @throws SelatError BACKUP_INVALID where it has none of that name */
  file(name: string): Buffer;
  /** Requires the seal to hold. @throws SelatError KEYSTORE_LOCKED, BACKUP_INVALID */
  unseal(passphrase: string): Promise<BackupKeys>;
  /** Rows of a table, a part at a time. @throws SelatError BACKUP_INVALID */
  rows(table: Manifest['tables'][number]): AsyncIterable<readonly SnapshotRow[]>;
}

interface Place {
  readonly position: number;
  readonly size: number;
  readonly sha256: string;
}

/** @throws SelatError BACKUP_INVALID */
export async function openBackup(source: ArchiveSource): Promise<OpenedBackup> {
  const places = new Map<string, Place>();
  const small = new Map<string, Buffer>();
  for await (const { name, size, sha256, position, content } of readArchive(source)) {
    if (places.has(name)) throw backupInvalid(source.name, `it has ${name} twice`);
    places.set(name, { position, size, sha256 });
    if (!name.startsWith('tables/')) small.set(name, Buffer.from(content));
  }
  const file = (name: string): Buffer => {
    const content = small.get(name);
    if (content === undefined) throw backupInvalid(source.name, `it has no ${name}`);
    return content;
  };
  const manifestBytes = file(MANIFEST_NAME);
  const manifest = parseManifest(manifestBytes, source.name);
  requireParts(manifest, places, source.name);
  return {
    name: source.name,
    manifest,
    size: source.size,
    file,
    unseal: (passphrase) => openSeal(file(SEAL_NAME), manifestBytes, passphrase, source.name),
    rows: (table) => rowsOf(source, table, places),
  };
}

/** The manifest names every file but itself and the seal, with its digest, and nothing else. */
function requireParts(manifest: Manifest, places: ReadonlyMap<string, Place>, name: string): void {
  const stated = new Map(manifest.parts.map((part) => [part.name, part]));
  for (const [part, { size, sha256 }] of places) {
    if (part === MANIFEST_NAME || part === SEAL_NAME) continue;
    const known = stated.get(part);
    if (known?.size !== size || known.sha256 !== sha256)
      throw backupInvalid(name, `its manifest does not state ${part}`);
  }
  const named = [...stated.keys(), FORMAT_NAME, ...manifest.tables.flatMap(({ parts }) => parts)];
  const missing = [...named, ...manifest.files.map((file) => file.name)].find((part) => !places.has(part));
  if (missing !== undefined) throw backupInvalid(name, `it lacks ${missing}`);
}

async function* rowsOf(
  source: ArchiveSource,
  { name, columns, rows, parts }: Manifest['tables'][number],
  places: ReadonlyMap<string, Place>,
): AsyncGenerator<readonly SnapshotRow[]> {
  let count = 0;
  for (const part of parts) {
    const place = places.get(part);
    if (place === undefined) throw backupInvalid(source.name, `it lacks ${part}`);
    const content = await source.read(place.position, place.size);
    // The file may have changed since it was checked.
    if (createHash('sha256').update(content).digest('hex') !== place.sha256) {
      throw backupInvalid(source.name, `${part} was changed while it was read`);
    }
    const read = await fromPart(content, columns).catch((cause: unknown) => {
      throw backupInvalid(source.name, `${part} holds no rows of ${name}`, cause);
    });
    count += read.length;
    yield read;
  }
  if (count !== rows) throw backupInvalid(source.name, `${name} has ${count} rows, its manifest says ${rows}`);
}
