/** What the machine itself can do: the limits that the protocol's figures are compared with. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Stopwatch } from './measure.js';

/** Rows in one transaction: as many as the committer groups under load. */
const BATCH = 64;

/** Inserts of rows of that size, 64 in a transaction, each flushed to disk. @returns rows per second */
export function rawInsertRate({ now }: Stopwatch, dir: string, bytes: number, count: number): number {
  const db = new Database(join(dir, 'raw-insert.sqlite'));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('create table document (digest text primary key, payload blob not null) strict, without rowid');
    const insert = db.prepare('insert into document values (?, ?)');
    const payload = Buffer.alloc(bytes, 7);
    const batch = db.transaction((from: number) => {
      for (let at = from; at < from + BATCH; at += 1) insert.run(`${at}`.padStart(64, '0'), payload);
    });
    const startedAt = now();
    for (let at = 0; at < count; at += BATCH) batch(at);
    return count / ((now() - startedAt) / 1000);
  } finally {
    db.close();
  }
}

/** One durable batch as a gateway makes it: a flushed transaction, then a head in a flushed file and folder. @returns ms */
export function rawBatchMs({ now }: Stopwatch, dir: string, count: number): number {
  const db = new Database(join(dir, 'raw-batch.sqlite'));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('create table row (id integer primary key, content blob not null) strict');
    const insert = db.prepare('insert into row (content) values (?)');
    const content = Buffer.alloc(512, 7);
    const transaction = db.transaction(() => {
      for (let at = 0; at < 8; at += 1) insert.run(content);
    });
    const startedAt = now();
    for (let at = 0; at < count; at += 1) {
      transaction();
      writeHead(dir);
    }
    return (now() - startedAt) / count;
  } finally {
    db.close();
  }
}

function writeHead(dir: string): void {
  const [temp, file] = [join(dir, 'head.tmp'), join(dir, 'head')];
  const handle = openSync(temp, 'w');
  writeFileSync(handle, 'x'.repeat(256));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(temp, file);
  const folder = openSync(dir, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
