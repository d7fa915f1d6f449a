import { randomBytes } from 'node:crypto';
import { type Listener, openApi } from '../../src/api/index.js';
import { openLogger } from '../../src/logging/index.js';
import { recordedUseCases } from './recorded-use-cases.js';
import { SAMPLES } from './samples.js';

/** Where tests listen. */
export const AT = { host: '127.0.0.1', port: 0 };
export const random = (bytes: number) => randomBytes(bytes);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly error: {
      reason: string;
      message: string;
      fix: string;
      requirement: string;
      facts: Record<string, string>;
    };
  } & Record<string, unknown>;
}

/** The REST edge on a free port over recorded use cases; GET /grants throws what `failing` holds. */
export async function serveApi() {
  const failing: { error: unknown } = { error: new Error('unset') };
  const { useCases, calls } = recordedUseCases({
    listGrants: () => {
      throw failing.error;
    },
    descriptor: () => ({ payload: 'e30', signatures: [] }),
  });
  const log: string[] = [];
  const logger = openLogger({ level: 'debug', destination: { write: (line) => log.push(line) } });
  const api = await openApi({ useCases, listen: AT, logger, random, bodyBytes: 65_536 });
  return { api, useCases, calls, failing, log, logger, ...requests(api) };
}

function requests(api: Listener) {
  async function send(
    method: string,
    path: string,
    init: RequestInit & { token?: string | undefined } = {},
  ): Promise<Answer> {
    const { token, ...rest } = init;
    const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...rest.headers };
    const response = await fetch(`http://${api.address}${path}`, { method, ...rest, headers });
    return { status: response.status, headers: response.headers, body: JSON.parse((await response.text()) || 'null') };
  }

  function call(key: string, token?: string): Promise<Answer> {
    const sample = SAMPLES[key];
    const [method = '', path = ''] = key.split(' ');
    const filled = path.replace(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(sample?.params?.[name] ?? ''));
    const query = sample?.query === undefined ? '' : `?${new URLSearchParams(sample.query)}`;
    const json = { body: JSON.stringify(sample?.body ?? {}), headers: { 'content-type': 'application/json' } };
    return send(method, `/api/v1${filled}${query}`, { token, ...(method === 'GET' ? {} : json) });
  }
  return { send, call };
}
