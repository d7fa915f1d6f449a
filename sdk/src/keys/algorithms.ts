import { SelatError } from '../errors/index.js';
import { ED25519 } from './ed25519.js';
import { ES256 } from './es256.js';
import type { AlgorithmRow } from './row.js';
import { SGD_SM3_SM2 } from './sm2.js';

/** Name of a signature algorithm, as it stands in `alg` of a protected header. [IDN-4] */
export type Algorithm = 'Ed25519' | 'ES256' | 'SGD_SM3_SM2';

/** Every algorithm that a document may be signed with; a new one is a new row. */
export const ALGORITHMS: Readonly<Record<Algorithm, AlgorithmRow>> = { Ed25519: ED25519, ES256, SGD_SM3_SM2 };

/** The names, in the order of the table. */
export const ALGORITHM_NAMES: readonly Algorithm[] = ['Ed25519', 'ES256', 'SGD_SM3_SM2'];

export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name);
}

/** @throws SelatError KEY_MALFORMED where the name is none of the table */
export function parseAlgorithm(name: string): Algorithm {
  if (isAlgorithm(name)) return name;
  throw new SelatError('KEY_MALFORMED', `cannot use key: its algorithm ${JSON.stringify(name)} is not known`, {
    alg: name,
  });
}
