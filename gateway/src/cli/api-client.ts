/** Calls the REST edge of a running gateway, and turns its errors back into the errors of the table. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { REASONS, type Reason, SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import type { HeldActView } from '../domain/use-cases.js';
import type { Call } from './command.js';
import { usage } from './given.js';
import { HeldAnswer } from './held.js';
import type { Io } from './io.js';

/** Longest time for one call, milliseconds; a countersignature waits for the other side inside of it. */
const TIMEOUT_MS = 120_000;

/** Values of query or body; `undefined` is left out, and a list in a query is its values one by one. */
export type Input = Readonly<Record<string, unknown>>;

export interface ApiClient {
  readonly url: string;
  /** @param path under /api/v1, ids already encoded with `encodeURIComponent` */
  get<T>(path: string, query?: Input): Promise<T>;
  post<T>(path: string, body?: Input): Promise<T>;
  /** Asks for bytes that are sent while they are made. They may end early: whoever takes them checks that they are whole. */
  download(path: string, body?: Input): Promise<AsyncIterable<Uint8Array>>;
}

/**
 * Finds address and token: `--config`, else SELAT_API_URL and SELAT_API_TOKEN(_FILE), else SELAT_CONFIG. The token of
 * `--as` goes before every other.
 * @throws SelatError USAGE, CONFIG_INVALID
 */
export async function openClient({ given, io }: Call): Promise<ApiClient> {
  const named = (option: string) => (typeof given[option] === 'string' ? given[option] : undefined);
  const { url, token } = await findAccess(named('config'), named('as'), io);
  return clientOf(url, token);
}

/** Calls one gateway with one token; without a token only what proves itself. */
export function clientOf(url: string, token: string | undefined): ApiClient {
  return {
    url,
    get: (path, query = {}) => {
      const given = Object.entries(query).filter(([, value]) => value !== undefined);
      const each = given.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));
      const search = new URLSearchParams(each).toString();
      return send(url, token, 'GET', search === '' ? path : `${path}?${search}`);
    },
    post: (path, body = {}) => send(url, token, 'POST', path, JSON.stringify(body)),
    download: (path, body = {}) => download(url, token, path, JSON.stringify(body)),
  };
}

/** An id as one segment of a path. */
export const segment = encodeURIComponent;

async function findAccess(
  config: string | undefined,
  as: string | undefined,
  io: Io,
): Promise<{ url: string; token: string }> {
  const { env } = io;
  const own = as === undefined ? undefined : await readToken(resolve(io.cwd, as));
  const given = own ?? (config === undefined ? await tokenFromEnv(env, io.cwd) : undefined);
  const file = config ?? (env['SELAT_API_URL'] && given ? undefined : env['SELAT_CONFIG'] || undefined);
  const found = file === undefined ? undefined : await accessFromConfig(resolve(io.cwd, file), env);
  const url = (config === undefined ? env['SELAT_API_URL'] : undefined) || found?.url;
  // Only the operator may read the token of the operator: whoever has another never needs it.
  const token = given ?? (found === undefined ? undefined : await readToken(found.tokenFile));
  const missing = [
    ...(url === undefined ? ['no gateway is named: give --config FILE, or set SELAT_API_URL or SELAT_CONFIG'] : []),
    ...(token === undefined
      ? ['no token is given: set SELAT_API_TOKEN or SELAT_API_TOKEN_FILE, or give --config FILE']
      : []),
  ];
  if (url === undefined || token === undefined) throw usage(missing);
  if (!/^https?:\/\/[^/]+\/?$/.test(url)) throw usage([`SELAT_API_URL is ${url}, not http://host:port`]);
  return { url: url.replace(/\/$/, ''), token };
}

async function tokenFromEnv(env: Io['env'], cwd: string): Promise<string | undefined> {
  if (env['SELAT_API_TOKEN']) return env['SELAT_API_TOKEN'];
  const file = env['SELAT_API_TOKEN_FILE'];
  return file ? readToken(resolve(cwd, file)) : undefined;
}

async function accessFromConfig(file: string, env: Io['env']): Promise<{ url: string; tokenFile: string }> {
  // The parts that a command needs, not all that a gateway does: a command starts in a third of the time.
  const { loadConfigWithoutKeys } = await import('../config/load-config.js');
  const { nodePaths } = await import('../config/node-paths.js');
  const { toHostPort } = await import('../config/config.js');
  const { api, dir } = await loadConfigWithoutKeys(file, env);
  if (api.listen.port === 0)
    throw usage([`api.listen in ${file} is any free port: set SELAT_API_URL to the one that serve printed`]);
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[api.listen.host] ?? api.listen.host;
  return { url: `http://${toHostPort({ ...api.listen, host })}`, tokenFile: nodePaths(dir).operatorToken };
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw usage([`the token file ${file} cannot be read: ${why}`]);
  }
}

async function send<T>(base: string, token: Token, method: string, path: string, body?: string): Promise<T> {
  const response = await reach(base, token, { method, path, signal: AbortSignal.timeout(TIMEOUT_MS) }, body);
  const answer: unknown = await response.json().catch(() => undefined);
  // The command and the gateway are of one package: an answer has the shape that the use case names.
  if (response.status === 202) throw new HeldAnswer((answer as { waiting: HeldActView }).waiting);
  if (response.ok && answer !== undefined) return answer as T;
  throw toError(answer, response.status, base);
}

async function download(base: string, token: Token, path: string, body: string): Promise<AsyncIterable<Uint8Array>> {
  const response = await reach(base, token, { method: 'POST', path }, body);
  if (response.ok && response.body !== null) return response.body;
  throw toError(await response.json().catch(() => undefined), response.status, base);
}

/** Absent where the input proves itself. */
type Token = string | undefined;

interface Wanted {
  readonly method: string;
  readonly path: string;
  readonly signal?: AbortSignal;
}

async function reach(base: string, token: Token, { method, path, signal }: Wanted, body?: string): Promise<Response> {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const given = { ...(signal === undefined ? {} : { signal }), ...(body === undefined ? {} : { body }) };
  try {
    return await fetch(`${base}/api/v1${path}`, { method, headers, redirect: 'error', ...given });
  } catch (cause) {
    const why = reachFailure(cause);
    throw new SelatError(
      'GATEWAY_UNREACHABLE',
      `cannot reach the gateway at ${base}: ${why}`,
      { url: base, why },
      { cause },
    );
  }
}

function reachFailure(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return code ?? 'the connection broke';
}

const errorBody = z.object({
  error: z.object({ reason: z.string(), message: z.string(), facts: z.record(z.string(), z.string()).default({}) }),
});

function toError(answer: unknown, status: number, base: string): SelatError {
  const parsed = errorBody.safeParse(answer);
  if (!parsed.success) {
    const message = `cannot use the answer of ${base}: it is HTTP ${status} and no answer of a gateway`;
    return new SelatError('GATEWAY_FAILED', message, { url: base, status: String(status) });
  }
  const { reason, message, facts } = parsed.data.error;
  if (isReason(reason)) return new SelatError(reason, message, facts);
  const incident = facts['incident'] ?? 'none';
  const said = `cannot finish: the gateway answered ${reason} (${message}), incident ${incident}`;
  return new SelatError('GATEWAY_FAILED', said, { ...facts, reason });
}

function isReason(text: string): text is Reason {
  return Object.hasOwn(REASONS, text);
}
