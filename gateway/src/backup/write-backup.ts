/** Writes a backup as a stream of bytes: one moment of the store, the files of the node, and what proves them whole. [OPS-31] */
import { readFile } from 'node:fs/promises';
import type { Random } from '@selat/sdk/keys';
import { parseFrontier, rootOf } from '@selat/sdk/log';
import { type Config, PRODUCT_VERSION, PROTOCOL_VERSION } from '../config/index.js';
import type { Head } from '../log/index.js';
import { readPages, type SnapshotTable, type StoreSnapshot } from '../store/snapshot.js';
import { ArchiveWriter, FORMAT_NAME, FORMAT_TEXT } from './archive-writer.js';
import { MANIFEST_NAME, type Manifest, SEAL_NAME, toManifestBytes } from './manifest.js';
import { listNodeParts } from './node-parts.js';
import { toParts } from './rows.js';
import { type BackupKeys, newBackupKeys } from './seal.js';

/** What a backup is taken of. */
export interface BackupInput {
  readonly config: Config;
  /** The newest signed head, loaded before the snapshot was taken: the snapshot has every entry that it covers. */
  readonly head: Head | undefined;
  readonly snapshot: StoreSnapshot;
  readonly passphrase: string;
  readonly withKeys: boolean;
  /** Absent where nothing served the store. */
  readonly officer?: string;
  readonly now: number;
  readonly random: Random;
}

/** Yields the bytes of a backup, and closes the snapshot at the end, however it comes. @throws SelatError STORE_FAILED */
export async function* writeBackup(input: BackupInput): AsyncGenerator<Buffer> {
  const { snapshot, passphrase, random } = input;
  try {
    const writer = new ArchiveWriter();
    const keys = await newBackupKeys(passphrase, random);
    yield writer.file(FORMAT_NAME, Buffer.from(FORMAT_TEXT, 'latin1'));
    const files: Manifest['files'] = [];
    for await (const { bytes, ...file } of fileBytes(input, keys, writer)) {
      files.push(file);
      yield bytes;
    }
    const tables: Manifest['tables'] = [];
    for (const table of snapshot.tables) {
      const entry = { ...tableOf(table), rows: 0, parts: [] as string[] };
      for await (const { rows, content } of toParts(readPages(snapshot.db, table), table.columns)) {
        const name = `tables/${table.name}/${String(entry.parts.length + 1).padStart(6, '0')}.jsonl.gz`;
        entry.rows += rows;
        entry.parts.push(name);
        yield writer.file(name, content);
      }
      tables.push(entry);
    }
    const manifest = toManifestBytes({ ...(await factsOf(input)), tables, files, parts: [...writer.parts] });
    yield writer.file(MANIFEST_NAME, manifest);
    yield writer.file(SEAL_NAME, keys.sealOf(manifest));
    yield writer.end();
  } finally {
    await snapshot.close();
  }
}

function tableOf({ name, columns }: SnapshotTable): Pick<Manifest['tables'][number], 'name' | 'columns'> {
  return { name, columns: columns.map((column) => ({ name: column.name, kind: column.kind })) };
}

interface FileBytes {
  readonly role: string;
  readonly path: string;
  readonly name: string;
  readonly bytes: Buffer;
}

async function* fileBytes(input: BackupInput, keys: BackupKeys, writer: ArchiveWriter): AsyncGenerator<FileBytes> {
  const { config, withKeys, head, random } = input;
  for (const { role, file, path } of await listNodeParts(config, withKeys)) {
    const content = await readFile(file);
    const name = `files/${path}`;
    // The only file of a node that is a secret as it lies.
    const kept = role === 'operator-token' ? keys.encrypt(content, random) : content;
    yield { role, path, name, bytes: writer.file(name, kept) };
  }
  if (head === undefined) return;
  const name = 'head/note';
  yield { role: 'head', path: '', name, bytes: writer.file(name, Buffer.from(head.note, 'utf8')) };
}

async function factsOf(input: BackupInput): Promise<Omit<Manifest, 'tables' | 'files' | 'parts'>> {
  const { config, snapshot, head, withKeys, officer, now } = input;
  const { id: exchange, environment } = config.exchange;
  const state = await snapshot.db
    .selectFrom('log_state')
    .select(['origin', 'size', 'frontier'])
    .executeTakeFirstOrThrow();
  return {
    format: 'selat-backup/1',
    product: PRODUCT_VERSION,
    protocol: PROTOCOL_VERSION,
    exchange,
    environment,
    engine: snapshot.engine,
    createdAtMs: now,
    officer: officer ?? null,
    log: { origin: state.origin, size: state.size, root: rootOf(parseFrontier(state.frontier)).toString('hex') },
    headSize: head?.checkpoint.size ?? null,
    hasKeys: withKeys,
    schema: snapshot.steps.map(({ number, name }) => ({ number, name })),
  };
}
