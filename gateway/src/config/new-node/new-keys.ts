/** The keys of a new node: one key, one purpose, one algorithm; identity and CA apart from what a gateway needs to serve. */

import { join } from 'node:path';
import {
  type Algorithm,
  generatePrivateKey,
  type Instant,
  localSigner,
  type PublicKey,
  type Random,
  type Signer,
} from '@selat/sdk/keys';
import {
  certificatePin,
  createCertificateRequest,
  createOperatorCa,
  generateTlsKey,
  issueCertificate,
} from '@selat/sdk/keys/certificates';
import { createKeystore, type SigningPurpose } from '../../signing/index.js';
import type { NodePlan } from './plan.js';

/** A key as the descriptor states it. */
export interface StatedKey {
  readonly purpose: SigningPurpose;
  readonly key: PublicKey;
}

/** What the keys of a new node leave for its descriptor. */
export interface NewKeys {
  readonly stated: readonly StatedKey[];
  /** One identity key for each algorithm. */
  readonly identity: readonly Signer[];
  /** Raw Ed25519 key of the log. */
  readonly logKey: Buffer;
  readonly tls: { readonly certificatePem: string; readonly caPem: string; readonly pin: string };
}

interface KeysInput extends Pick<NodePlan, 'makeTlsKey' | 'kdf'> {
  readonly dir: string;
  readonly passphrase: string;
  readonly env: string;
  readonly exchangeId: string;
  readonly algorithms: readonly Algorithm[];
}

const DAY_MS = 86_400_000;
const CA_DAYS = 3653;
const LEAF_DAYS = 730;
/** Certificates begin an hour early, so that a peer whose clock is behind accepts them. */
const EARLY_MS = 3_600_000;

/** Makes and stores every key under `<dir>/keys` and `<dir>/offline`, both encrypted. */
export async function makeKeys(input: KeysInput, now: Instant, random: Random): Promise<NewKeys> {
  const { dir, passphrase, env, algorithms } = input;
  const seal = { passphrase, env, ...(input.kdf === undefined ? {} : { kdf: input.kdf }) };
  const [online, offline, tls] = await Promise.all([
    createKeystore({ ...seal, dir: join(dir, 'keys'), custody: 'online' }, random),
    createKeystore({ ...seal, dir: join(dir, 'offline'), custody: 'offline' }, random),
    makeTls(input, now, random),
  ]);
  await online.addTlsKey(tls.keyPem, now);
  await offline.addTlsKey(tls.caKeyPem, now);
  const stated: StatedKey[] = [];
  const identity: Signer[] = [];
  const wanted: [SigningPurpose, Algorithm][] = [
    ...algorithms.map((alg): [SigningPurpose, Algorithm] => ['identity', alg]),
    ...algorithms.map((alg): [SigningPurpose, Algorithm] => ['document', alg]),
    ...algorithms.map((alg): [SigningPurpose, Algorithm] => ['receipt', alg]),
    ['log', 'Ed25519'],
  ];
  let logKey: Buffer = Buffer.alloc(0);
  for (const [purpose, alg] of wanted) {
    const key = generatePrivateKey(alg, random);
    await (purpose === 'identity' ? offline : online).addKey(purpose, key, now);
    stated.push({ purpose, key: key.publicKey });
    if (purpose === 'identity') identity.push(localSigner(key));
    if (purpose === 'log') logKey = key.publicKey.raw;
  }
  return { stated, identity, logKey, tls };
}

/** The TLS key asks the operator's CA for its certificate, as it would ask a CA on another machine. [IDN-7] */
async function makeTls(
  { exchangeId, makeTlsKey = generateTlsKey }: Pick<KeysInput, 'exchangeId' | 'makeTlsKey'>,
  now: Instant,
  random: Random,
) {
  const [caKeyPem, keyPem] = await Promise.all([makeTlsKey(), makeTlsKey()]);
  const notBefore = now - EARLY_MS;
  const until = (days: number) => ({ notBefore, notAfter: now + days * DAY_MS });
  const caPem = createOperatorCa({ keyPem: caKeyPem, exchangeId, ...until(CA_DAYS) }, random);
  const requestPem = createCertificateRequest({ keyPem, exchangeId, loopback: true });
  const issue = { requestPem, caCertificatePem: caPem, caKeyPem, exchangeId, loopback: true, ...until(LEAF_DAYS) };
  const certificatePem = issueCertificate(issue, random);
  return { keyPem, caKeyPem, caPem, certificatePem, pin: certificatePin(certificatePem) };
}
