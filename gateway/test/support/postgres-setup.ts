import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startPostgres, type TestServer } from './postgres-server.js';

let server: TestServer | undefined;

/** RSA keys that all files share: making one takes half a second of a core. */
const TLS_KEYS = 10;

/** Starts one PostgreSQL server for a run of the tests, and gives its URL to them. */
export async function setup(project: TestProject): Promise<void> {
  const encoding = { type: 'pkcs8', format: 'pem' } as const;
  const options = { modulusLength: 3072, publicKeyEncoding: { type: 'spki', format: 'pem' } as const };
  const makeKey = () => promisify(generateKeyPair)('rsa', { ...options, privateKeyEncoding: encoding });
  const [started, ...keys] = await Promise.all([startPostgres(), ...Array.from({ length: TLS_KEYS }, makeKey)]);
  server = started;
  project.provide('postgresUrl', started.url);
  project.provide(
    'tlsKeys',
    keys.map(({ privateKey }) => privateKey),
  );
}

export const teardown = async (): Promise<void> => server?.stop();

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string;
    /** PKCS#8 PEM. */
    readonly tlsKeys: readonly string[];
  }
}
