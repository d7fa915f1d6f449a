import { SelatError } from '@selat/sdk/errors';
import { POSTGRES } from './capabilities.js';
import type { LoadTarget } from './load-store.js';
import { publicName } from './postgres-client.js';
import { toPostgresError } from './postgres-errors.js';
import { openSingleConnection } from './postgres-single.js';

/**
 * A database that holds no log.
 * @throws SelatError STORE_FAILED, NODE_EXISTS; CONFIG_INVALID where its encoding is not UTF8
 */
export async function openPostgresLoad(url: string): Promise<LoadTarget> {
  const store = publicName(url);
  const toError = (error: unknown) => toPostgresError(error, store);
  const { db, client, close } = await openSingleConnection(url, store);
  try {
    const { rows } = await client.query<{ encoding: string }>("select current_setting('server_encoding') as encoding");
    const encoding = rows[0]?.encoding ?? '';
    if (encoding === 'UTF8') return { db, capabilities: POSTGRES, store, toError, close };
    const message = `cannot restore into store ${store}: the encoding of the database is ${encoding}, not UTF8`;
    throw new SelatError('CONFIG_INVALID', message, { store, encoding });
  } catch (error) {
    await close();
    throw toError(error);
  }
}
