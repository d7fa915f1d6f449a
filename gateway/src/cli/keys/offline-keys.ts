/** The offline folder: identity keys and the key of the certificate authority. A serving gateway never opens it. */
import type { ExchangeDescriptor as WireDescriptor } from '@selat/proto/selat/v1/identity.js';
import { SelatError } from '@selat/sdk/errors';
import { isAlgorithm, type PublicKey, type Signer } from '@selat/sdk/keys';
import {
  certificatePin,
  createOperatorCa,
  describeCertificate,
  issueCertificate,
  splitPem,
} from '@selat/sdk/keys/certificates';
import { identityKidsOf } from '@selat/sdk/lifecycle';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import type { KeyDraft } from '../../domain/keys/key-views.js';
import type { Keystore } from '../../signing/index.js';
import type { Io } from '../io.js';

const DAY_MS = 86_400_000;
const CA_DAYS = 3653;
/** Certificates begin an hour early, so that a peer whose clock is behind accepts them. */
const EARLY_MS = 3_600_000;

/** Signers of every identity key in the folder that counts. @throws SelatError KEY_ABSENT below the threshold */
export function identitySigners(keystore: Keystore, current: ExchangeDescriptor): readonly Signer[] {
  const counted = identityKidsOf(current);
  const held = keystore.entries().filter(({ kid, purpose }) => purpose === 'identity' && counted.has(kid));
  // In the order of the descriptor, so that every signing gives the same signers list.
  const order = current.keys.map(({ kid }) => kid);
  const kids = held.map(({ kid }) => kid).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  if (kids.length >= current.identityThreshold) return kids.map((kid) => keystore.signerOf(kid));
  const facts = { held: String(kids.length), threshold: String(current.identityThreshold) };
  const message = `cannot sign as ${current.id}: the folder has ${facts.held} of its identity keys, ${facts.threshold} must sign`;
  throw new SelatError('KEY_ABSENT', message, facts);
}

/** Makes one identity key for each algorithm, or finds those of a signing that was not finished. */
export async function newIdentityKeys(
  keystore: Keystore,
  current: ExchangeDescriptor,
  algorithms: readonly string[],
  { clock }: Io,
): Promise<readonly PublicKey[]> {
  const stated = new Set(current.keys.map(({ kid }) => kid));
  const made: PublicKey[] = [];
  for (const alg of algorithms.filter(isAlgorithm)) {
    const fits = (key: { kid: string; purpose: string; alg: string }) =>
      key.purpose === 'identity' && key.alg === alg && !stated.has(key.kid);
    const { kid } = keystore.entries().findLast(fits) ?? (await keystore.makeKey('identity', alg, clock()));
    made.push(keystore.publicKeyOf(kid));
  }
  return made;
}

/** A CA certificate and its key. */
export interface Authority {
  readonly caPem: string;
  readonly caKeyPem: string;
}

/** The certificate authority of the descriptor whose key lies in the folder. @throws SelatError KEY_ABSENT */
export function findAuthority(keystore: Keystore, { tls, id }: ExchangeDescriptor): Authority {
  const held = new Set(keystore.entries().map(({ kid }) => kid));
  const caPem = splitPem(tls.caCertificatePem).find((pem) => held.has(certificatePin(pem).replace(/^sha256:/, '')));
  if (caPem !== undefined) return { caPem, caKeyPem: keystore.tlsKeyFor(certificatePin(caPem)) };
  const message = `cannot issue a certificate for ${id}: the key of its certificate authority is not in the folder`;
  throw new SelatError('KEY_ABSENT', message, { exchange: id });
}

/** Makes another certificate authority; peers know it, beside the one before, from the descriptor on. */
export async function newAuthority(keystore: Keystore, exchangeId: string, { clock, random }: Io): Promise<Authority> {
  const { kid } = await keystore.makeTlsKey(clock());
  const caKeyPem = keystore.tlsKeyFor(kid);
  const validity = { notBefore: clock() - EARLY_MS, notAfter: clock() + CA_DAYS * DAY_MS };
  return { caKeyPem, caPem: createOperatorCa({ keyPem: caKeyPem, exchangeId, ...validity }, random) };
}

/** Puts the new authority before the one that issued until now. */
export function withAuthority(message: WireDescriptor, { caPem }: Authority, before: Authority): WireDescriptor {
  const { tls } = message;
  return tls === undefined ? message : { ...message, tls: { ...tls, caCertificatePem: `${caPem}${before.caPem}\n` } };
}

/** Answers a certificate request; never beyond the end of the authority. @throws SelatError CERTIFICATE_INVALID */
export function issue(draft: KeyDraft, exchangeId: string, authority: Authority, days: number, io: Io): string {
  const { caPem, caKeyPem } = authority;
  const { notAfter: last, notBefore: first } = describeCertificate(caPem);
  const now = io.clock();
  const notBefore = Math.max(first, now - EARLY_MS);
  const notAfter = Math.min(last, now + days * DAY_MS);
  const requestPem = draft.certificateRequest ?? '';
  const loopback = draft.isLoopback ?? false;
  const input = { requestPem, caCertificatePem: caPem, caKeyPem, exchangeId, loopback, notBefore, notAfter };
  return issueCertificate(input, io.random);
}
