/** A node as a doctor sees it: each part is opened when it is first looked at, read only, whether or not a gateway runs. */
import { readFile } from 'node:fs/promises';
import { SelatError } from '@selat/sdk/errors';
import { originOf } from '@selat/sdk/log';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import {
  type Config,
  type DatabaseUrls,
  type Env,
  findDatabases,
  findPassphrase,
  loadConfigWithoutKeys,
  type NodeFiles,
  nodePaths,
  openNode,
  parseDescriptorText,
  readSecrets,
} from '../config/index.js';
import type { Reader } from '../domain/ports.js';
import { type FoundHead, findHead } from '../log/find-head.js';
import { type Keystore, openKeystore } from '../signing/index.js';
import { POSTGRES, SQLITE } from '../store/capabilities.js';
import { openReader } from '../store/open-reader.js';
import type { StoreSnapshot } from '../store/snapshot.js';
import { toStoreError } from '../store/sqlite-errors.js';

/** Where the node is, and what the process gives. */
export interface ExaminedInput {
  /** selat.yaml, absolute path. */
  readonly file: string;
  readonly env: Env;
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
}

export class ExaminedNode {
  readonly input: ExaminedInput;
  readonly #opened = new Map<string, Promise<unknown>>();
  #snapshot: StoreSnapshot | undefined;

  constructor(input: ExaminedInput) {
    this.input = input;
  }

  /** @throws SelatError CONFIG_INVALID */
  config(): Promise<Config> {
    return this.#once('config', () => loadConfigWithoutKeys(this.input.file, this.input.env));
  }

  databases(): DatabaseUrls {
    return findDatabases(this.input.env);
  }

  async origin(): Promise<string> {
    const { exchange, log } = await this.config();
    return originOf(exchange.id, exchange.environment, log.shard);
  }

  /** The own descriptor, for which no key is needed. @throws SelatError CONFIG_INVALID, reasons of the gate */
  descriptor(): Promise<ExchangeDescriptor> {
    return this.#once('descriptor', async () => {
      const { dir, exchange } = await this.config();
      const file = nodePaths(dir).descriptor;
      const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        const why = cause.code ?? 'unreadable';
        throw new SelatError('CONFIG_INVALID', `cannot read ${file}: ${why}`, { file, why }, { cause });
      });
      return parseDescriptorText(text, exchange.environment);
    });
  }

  /** @throws SelatError CONFIG_INVALID, KEYSTORE_LOCKED, KEYSTORE_CORRUPT, KEYSTORE_EXPOSED */
  keystore(): Promise<Keystore> {
    return this.#once('keystore', async () => {
      const { keys } = await this.config();
      return openKeystore(keys.dir, (await this.#secrets()).keyPassphrase, this.input.random);
    });
  }

  /** @throws SelatError CONFIG_INVALID naming every file that does not fit the others */
  files(): Promise<NodeFiles> {
    return this.#once('files', async () => {
      const { clock, random } = this.input;
      return openNode(await this.config(), await this.#secrets(), clock(), random);
    });
  }

  /** One moment of the store. @throws SelatError STORE_CORRUPT, STORE_FAILED */
  snapshot(): Promise<StoreSnapshot> {
    return this.#once('snapshot', async () => {
      const { store } = await this.config();
      const { store: url } = this.databases();
      // What the head covers is then in the snapshot.
      await this.head().catch(() => undefined);
      this.#snapshot =
        url === undefined
          ? await (await import('../store/sqlite-snapshot.js')).openSqliteSnapshot(store.file)
          : await (await import('../store/postgres-snapshot.js')).openPostgresSnapshot(url);
      return this.#snapshot;
    });
  }

  async reader(): Promise<Reader> {
    const { exchange, store } = await this.config();
    const { db } = await this.snapshot();
    const capabilities = this.databases().store === undefined ? SQLITE : POSTGRES;
    const toError = (error: unknown) => toStoreError(error, store.file);
    return openReader(db, { capabilities, self: exchange.id, toError }).reader;
  }

  /** The signed head; undefined where there is none. */
  head(): Promise<FoundHead | undefined> {
    return this.#once('head', async () => {
      const { log } = await this.config();
      const { head: url } = this.databases();
      return findHead(url === undefined ? { dir: log.headDir } : { url }, await this.origin());
    });
  }

  async close(): Promise<void> {
    await this.#snapshot?.close();
  }

  async #secrets() {
    const source = findPassphrase(this.input.env);
    if (source !== undefined && source !== 'both') return readSecrets(source);
    const why = source === 'both' ? 'two are named' : 'none is named';
    throw new SelatError('KEYSTORE_LOCKED', `cannot open the keys: the passphrase is missing, ${why}`, { why });
  }

  #once<T>(name: string, open: () => Promise<T>): Promise<T> {
    const known = this.#opened.get(name) ?? open();
    this.#opened.set(name, known);
    return known as Promise<T>;
  }
}
