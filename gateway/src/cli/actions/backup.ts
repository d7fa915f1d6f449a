import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { backupFileName } from '../../backup/file-name.js';
import { type SavedBackup, saveBackup } from '../../backup/save-backup.js';
import { openClient } from '../api-client.js';
import type { Action, Call } from '../command.js';
import { configFileOf } from '../config-file.js';
import { flag, parseGiven, text } from '../given.js';
import { fields, toTimeText } from '../output/table.js';

const given = z.object({ out: text, withoutKeys: flag, offline: flag, config: text.optional() });

/** Where a backup comes from, and whose it is once it has begun. */
interface Source {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export const backup: Action = async (call) => {
  const { out, withoutKeys, offline, config } = parseGiven(given, call);
  const { io } = call;
  const place = resolve(io.cwd, out);
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const source = offline ? await fromStore(call, config, !withoutKeys) : await fromGateway(call, !withoutKeys);
  const saved = await saveBackup(isFolder ? join(place, source.name) : place, source.chunks, io.random);
  const answer = toAnswer(saved);
  return { json: answer, text: (style) => fields(describe(answer), style) };
};

async function fromGateway(call: Call, withKeys: boolean): Promise<Source> {
  const client = await openClient(call);
  const { exchange, environment } = await client.get<{ exchange: string; environment: string }>('/node');
  const chunks = await client.download('/backup', { withKeys });
  return { name: backupFileName(exchange, environment, call.io.clock()), chunks };
}

/** Loaded late: it opens stores. */
async function fromStore(call: Call, config: string | undefined, withKeys: boolean): Promise<Source> {
  const { offlineBackup } = await import('../../backup/offline-backup.js');
  const { io } = call;
  const { name, chunks } = await offlineBackup({
    file: configFileOf(config, call),
    env: io.env,
    withKeys,
    now: io.clock(),
    random: io.random,
  });
  return { name, chunks };
}

function toAnswer({ file, size, sha256, manifest }: SavedBackup) {
  const { exchange, environment, engine, createdAtMs: takenAt, officer, log, hasKeys, tables } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { file, bytes: size, sha256, exchange, environment, engine, takenAt, officer, log, hasKeys, rows };
}

function describe(answer: ReturnType<typeof toAnswer>): readonly (readonly [string, string | undefined])[] {
  const { file, bytes, sha256, exchange, environment, takenAt, log, hasKeys, rows } = answer;
  return [
    ['backup', file],
    ['exchange', `${exchange} ${environment}`],
    ['taken', toTimeText(takenAt)],
    ['log', `${log.size} entries of ${log.origin}`],
    ['rows', String(rows)],
    ['keys', hasKeys ? 'encrypted, as on disk' : 'left out'],
    ['bytes', String(bytes)],
    ['sha256', sha256],
  ];
}
