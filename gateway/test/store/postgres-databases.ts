import { Client } from 'pg';
import { inject } from 'vitest';

/** Folders of this test file, each with the URL of its store. */
const urls = new Map<string, Promise<string>>();
let database: Promise<string> | undefined;

/** Runs statements in a database. */
export async function runSql(url: string, ...statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** The URL of another database of the server. @param options as CREATE DATABASE takes them */
export async function newDatabase(options = ''): Promise<string> {
  const server = inject('postgresUrl');
  const name = `selat_${process.pid}_${process.hrtime.bigint()}`;
  await runSql(server, `create database ${name} ${options}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** One database for each test file; in it one schema for each folder, whose store is then that folder's. */
export function urlOf(dir: string): Promise<string> {
  const known = urls.get(dir) ?? makeSchema(`node_${urls.size + 1}`);
  urls.set(dir, known);
  return known;
}

async function makeSchema(name: string): Promise<string> {
  database ??= newDatabase();
  const url = new URL(await database);
  await runSql(url.href, `create schema ${name}`);
  url.searchParams.set('options', `-c search_path=${name}`);
  return url.href;
}

/** Puts the tables of one store in the place of another's. */
export async function copySchema(from: string, to: string): Promise<void> {
  const [source, target] = [schemaOf(from), schemaOf(to)];
  await runSql(to, `drop schema ${target} cascade`, `create schema ${target}`);
  const tables = await runSql(to, `select table_name from information_schema.tables where table_schema = '${source}'`);
  const names = tables.map(({ table_name: name }) => `"${name}"`);
  await runSql(
    to,
    ...names.map((name) => `create table ${target}.${name} (like ${source}.${name} including all)`),
    ...names.map((name) => `insert into ${target}.${name} select * from ${source}.${name}`),
  );
}

const schemaOf = (url: string): string => new URL(url).searchParams.get('options')?.replace(/.*=/, '') ?? 'public';
