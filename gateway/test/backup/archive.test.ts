import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveSource, readArchive } from '../../src/backup/archive-reader.js';
import { ArchiveWriter, FORMAT_NAME, FORMAT_TEXT } from '../../src/backup/archive-writer.js';
import { fromPart, toParts } from '../../src/backup/rows.js';
import { saveBackup } from '../../src/backup/save-backup.js';
import { newBackupKeys, openSeal } from '../../src/backup/seal.js';

const content = Buffer.from('some rows of a table');

function archive(): Buffer {
  const writer = new ArchiveWriter();
  const files = [writer.file(FORMAT_NAME, Buffer.from(FORMAT_TEXT)), writer.file('tables/leaf/000001', content)];
  return Buffer.concat([...files, writer.end()]);
}

function sourceOf(bytes: Buffer): ArchiveSource {
  const read = async (position: number, length: number) => {
    if (position + length > bytes.length) throw new Error('too short');
    return Buffer.from(bytes.subarray(position, position + length));
  };
  return { name: 'test.tar', size: bytes.length, read };
}

async function readAll(bytes: Buffer): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of readArchive(sourceOf(bytes))) names.push(name);
  return names;
}

const INVALID = expect.objectContaining({ reason: 'BACKUP_INVALID' });

describe('OPS-32: a backup that differs in one byte from what was written is refused', () => {
  it('reads what was written', async () => {
    expect(await readAll(archive())).toEqual([FORMAT_NAME, 'tables/leaf/000001']);
  });

  it('finds every changed byte, wherever it is', async () => {
    const whole = archive();
    const missed: number[] = [];
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const found = await readAll(changed).then(
        () => false,
        (error) => error.reason === 'BACKUP_INVALID',
      );
      if (!found) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it('finds every missing end, and every byte too many', async () => {
    const whole = archive();
    for (const length of [0, 1, 511, 512, 1024, whole.length - 1024, whole.length - 512, whole.length - 1]) {
      await expect(readAll(whole.subarray(0, length))).rejects.toEqual(INVALID);
    }
    await expect(readAll(Buffer.concat([whole, Buffer.alloc(1)]))).rejects.toEqual(INVALID);
    await expect(readAll(Buffer.concat([whole, whole]))).rejects.toEqual(INVALID);
  });

  it('refuses a manifest that somebody wrote who does not know the passphrase', async () => {
    const keys = await newBackupKeys('a passphrase for tests only', randomBytes);
    const manifest = Buffer.from('{"officer":"mei"}');
    const seal = keys.sealOf(manifest);
    await openSeal(seal, manifest, 'a passphrase for tests only', 'f');
    const other = Buffer.from('{"officer":"eve"}');
    await expect(openSeal(seal, other, 'a passphrase for tests only', 'f')).rejects.toEqual(INVALID);
    const locked = expect.objectContaining({ reason: 'KEYSTORE_LOCKED' });
    await expect(openSeal(seal, manifest, 'another passphrase', 'f')).rejects.toEqual(locked);
  });
});

describe('OPS-31: rows come back as they were, from any engine', () => {
  it('keeps text, numbers, bytes and nothing apart', async () => {
    const columns = [
      { name: 'a', kind: 'text' },
      { name: 'b', kind: 'integer' },
      { name: 'c', kind: 'bytes' },
    ] as const;
    const rows = [
      { a: '数据\n"x"\u2028', b: Number.MAX_SAFE_INTEGER, c: Buffer.from([0, 255, 10]) },
      { a: '', b: -1, c: Buffer.alloc(0) },
      { a: null, b: null, c: null },
    ];
    const parts: Buffer[] = [];
    for await (const part of toParts(
      (async function* () {
        yield rows;
      })(),
      columns,
    ))
      parts.push(part.content);
    expect((await Promise.all(parts.map((part) => fromPart(part, columns)))).flat()).toEqual(rows);
  });
});

describe('OPS-31: what cannot be written whole leaves no file under its name', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'selat-backup-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function* failing(error: Error): AsyncGenerator<Buffer> {
    yield archive().subarray(0, 600);
    throw error;
  }

  it.each([
    ['a full disk', Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' }), 'STORE_FULL'],
    ['a gateway that stops', new Error('terminated'), 'GATEWAY_FAILED'],
  ])('after %s', async (_, error, reason) => {
    await expect(saveBackup(join(dir, 'b.tar'), failing(error), randomBytes)).rejects.toMatchObject({ reason });
    expect(await readdir(dir)).toEqual([]);
  });

  it('after an end that came early', async () => {
    const cut = (async function* () {
      yield archive().subarray(0, 2048);
    })();
    await expect(saveBackup(join(dir, 'b.tar'), cut, randomBytes)).rejects.toEqual(INVALID);
    expect(await readdir(dir)).toEqual([]);
  });
});
