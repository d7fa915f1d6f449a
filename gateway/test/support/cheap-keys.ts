import { inject } from 'vitest';

let next = 0;

/** Another of the RSA keys that were made before the tests; a file that takes more than there are gets the first again. */
export async function nextTlsKey(): Promise<string> {
  const keys = inject('tlsKeys');
  const key = keys[next % keys.length];
  next += 1;
  if (key === undefined) throw new Error('no RSA keys were made');
  return key;
}

/** For plans of nodes: what a real node does with care for its secrets costs a second of a core, a node. */
export const CHEAP_KEYS = { makeTlsKey: nextTlsKey, kdf: { name: 'scrypt', N: 2 ** 14, r: 8, p: 1 } } as const;
