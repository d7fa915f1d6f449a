/** One connection that sends many statements at once, and comes back after an outage. */
import { Client, type QueryResult } from 'pg';
import { clientConfig } from './postgres-client.js';

/** One statement; with a name it is prepared once. */
export interface SessionQuery {
  readonly text: string;
  readonly name?: string;
  readonly values?: readonly unknown[];
}

/** Told of what happens between statements. */
export interface SessionEvents {
  /** NOTIFY on a channel that `listen` names. */
  onNotice(channel: string, payload: string): void;
  /** The connection is gone, and with it what was not committed. */
  onLost(): void;
  /** There is a connection again; what was told meanwhile was not heard. */
  onReturned(): void;
}

export interface SessionOptions {
  readonly url: string;
  /** Channels to listen to. */
  readonly channels: readonly string[];
  readonly events: SessionEvents;
}

/** Longest wait for the answers to what was sent at once. */
const ANSWER_MS = 35_000;
const RECONNECT_MS = 1_000;

export class PostgresSession {
  readonly #options: SessionOptions;
  #client: Client | undefined;
  #connecting: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  /** Connects where there is no connection. @throws Error of the driver */
  connect(): Promise<void> {
    if (this.#client !== undefined) return Promise.resolve();
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  /**
   * Sends all statements at once and waits for all answers.
   * @throws Error of the first statement that failed; the others have been run, or refused by an aborted transaction
   */
  async run(queries: readonly SessionQuery[]): Promise<QueryResult<Record<string, unknown>>[]> {
    const client = this.#client;
    if (client === undefined) throw new Error('there is no connection to the server');
    const { stream } = client.connection;
    // One packet for many small messages.
    stream.cork();
    const sent = queries.map(({ text, name, values = [] }) =>
      client.query<Record<string, unknown>>({ text, values: [...values], ...(name === undefined ? {} : { name }) }),
    );
    stream.uncork();
    const answers = await Promise.allSettled(sent);
    return answers.map((answer) => {
      if (answer.status === 'fulfilled') return answer.value;
      throw answer.reason;
    });
  }

  /** Ends the connection at once: the server rolls back. */
  drop(): void {
    this.#client?.connection.stream.destroy();
    this.#lose(this.#client);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  async #open(): Promise<void> {
    const { url, channels, events } = this.#options;
    const client = new Client({ ...clientConfig(url), pipeline: true, query_timeout: ANSWER_MS });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ channel, payload = '' }) => events.onNotice(channel, payload));
    try {
      await client.connect();
      await client.query(channels.map((channel) => `listen ${channel}`).join('; '));
      const { rows } = await client.query<{ synchronous_commit: string }>('show synchronous_commit');
      // What a server keeps beyond its own disk stays as it is.
      if (/^(?:off|local)$/.test(rows[0]?.synchronous_commit ?? '')) await client.query('set synchronous_commit = on');
    } catch (error) {
      client.connection.stream.destroy();
      throw error;
    }
    this.#client = client;
  }

  #lose(client: Client | undefined): void {
    if (client === undefined || client !== this.#client) return;
    this.#client = undefined;
    this.#options.events.onLost();
    this.#comeBack();
  }

  /** Notices of other processes arrive only where there is a connection, so it is opened again without being asked. */
  #comeBack(): void {
    if (this.#isClosed) return;
    const { events } = this.#options;
    this.#retry = setTimeout(() => {
      this.connect().then(
        () => events.onReturned(),
        () => this.#comeBack(),
      );
    }, RECONNECT_MS).unref();
  }
}
