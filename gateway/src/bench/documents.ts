/** `document.*`: what the strict gate and the encoding cost beside the bare signature. */
import { createSign, createVerify, type KeyObject, sign, verify } from 'node:crypto';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { signingInput, toBase64url, verifyDocument } from '@selat/sdk/document';
import {
  ALGORITHMS,
  type Algorithm,
  generatePrivateKey,
  type KeyResolver,
  keySet,
  localSigner,
  type PrivateKey,
} from '@selat/sdk/keys';
import type { BenchContext } from './context.js';
import { exampleListings, type SigningContext, signListing } from './example-listings.js';
import { byTurns, type Figure, rateOf } from './measure.js';

/** As a gateway runs: deep enough that the pool of libuv never waits. */
const IN_FLIGHT = 64;
const COUNT = 4_000;
/** SM2 has no asynchronous form in node and takes the calling thread. */
const SM2_COUNT = 1_500;
const EXCHANGE = 'my.example';

interface Signed {
  readonly document: SignedDocument;
  readonly input: Buffer;
}

function keysOf(keys: readonly PrivateKey[]): KeyResolver {
  return keySet(
    keys.map(({ kid, alg, publicKey }) => ({
      ...{ kid, alg, owner: EXCHANGE, purpose: 'document' as const },
      ...{ raw: publicKey.raw, env: 'SANDBOX', status: 'active' as const },
    })),
  );
}

function toSigned(document: SignedDocument, at: number): Signed {
  const header = document.signatures[at]?.protected ?? Buffer.alloc(0);
  return { document, input: Buffer.from(signingInput(header, toBase64url(document.payload))) };
}

function rawVerify(key: KeyObject, input: Buffer, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, input, key, signature, (error, isGood) => (error === null ? resolve(isGood) : reject(error)));
  });
}

function rawSign(key: KeyObject, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(null, input, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
}

const of = <T>(items: readonly T[], at: number): T => {
  const item = items[at % items.length];
  if (item === undefined) throw new Error('there is nothing to measure with');
  return item;
};

/** Documents, keys and contexts of one run. */
async function prepare({ root, clock, random }: BenchContext, algorithms: readonly Algorithm[]) {
  const keys = algorithms.map((alg) => generatePrivateKey(alg, random));
  const context: SigningContext = { exchange: EXCHANGE, signers: keys.map(localSigner), now: clock, random };
  const messages = exampleListings(root, clock());
  const documents = await Promise.all(
    Array.from({ length: 256 }, (_, at) => signListing(context, of(messages, at), at)),
  );
  return { keys, context, messages, documents, resolver: keysOf(keys) };
}

function compare(name: string, [value, limit]: readonly [number, number], least: number, of: string): Figure {
  const ratio = value / limit;
  return { name, value, unit: '1/s', limit, ratio, target: `>= ${least.toFixed(2)} of ${of}`, isMet: ratio >= least };
}

/** Strict gate, canonical form, Ed25519 and decoding of real listings, against the bare verification. */
export async function benchVerify(context: BenchContext): Promise<readonly Figure[]> {
  const { keys, documents, resolver } = await prepare(context, ['Ed25519']);
  const against = { env: 'SANDBOX', now: context.clock(), keys: resolver };
  const [key] = keys;
  if (key === undefined) throw new Error('no key was made');
  const { key: object } = ALGORITHMS.Ed25519.importPublic(key.publicKey.raw) ?? {};
  if (object === undefined) throw new Error('the key is unsound');
  const signed = documents.map((document) => toSigned(document, 0));
  const work = { count: COUNT, inFlight: IN_FLIGHT };
  const rates = await byTurns(
    () => rateOf(context, work, (at) => verifyDocument(of(documents, at), against)),
    () =>
      rateOf(context, work, (at) => {
        const { document, input } = of(signed, at);
        return rawVerify(object, input, document.signatures[0]?.signature ?? Buffer.alloc(0));
      }),
  );
  const bytes = documents.reduce((sum, { payload }) => sum + payload.length, 0) / documents.length;
  const size = { name: 'document.bytes', value: Math.round(bytes), unit: 'B' };
  return [compare('document.verify', rates, 0.7, 'raw'), size];
}

/** Encoding, canonical check and Ed25519, against the bare signature over the same bytes. */
export async function benchSign(context: BenchContext): Promise<readonly Figure[]> {
  const { keys, documents, messages, context: signing } = await prepare(context, ['Ed25519']);
  const [key] = keys;
  if (key === undefined) throw new Error('no key was made');
  const { handle } = ALGORITHMS.Ed25519.importPrivate(key.toPkcs8());
  const inputs = documents.map((document) => toSigned(document, 0).input);
  const work = { count: COUNT, inFlight: IN_FLIGHT };
  const rates = await byTurns(
    () => rateOf(context, work, (at) => signListing(signing, of(messages, at), at)),
    () => rateOf(context, work, (at) => rawSign(handle.key, of(inputs, at))),
  );
  return [compare('document.sign', rates, 0.6, 'raw')];
}

/** A document with Ed25519 and SM2, against the bare SM2 verification. */
export async function benchSm2(context: BenchContext): Promise<readonly Figure[]> {
  const { keys, documents, resolver } = await prepare(context, ['Ed25519', 'SGD_SM3_SM2']);
  const against = { env: 'SANDBOX', now: context.clock(), keys: resolver };
  const sm2 = keys[1];
  const handle = sm2 && ALGORITHMS.SGD_SM3_SM2.importPublic(sm2.publicKey.raw);
  if (sm2 === undefined || handle === undefined) throw new Error('no key was made');
  const { handle: secret } = ALGORITHMS.SGD_SM3_SM2.importPrivate(sm2.toPkcs8());
  const inputs = documents.map((document) => toSigned(document, 1).input);
  const ders = inputs.map((input) => createSign('sm3').update(secret.prefix).update(input).sign(secret.key));
  const rates = await byTurns(
    () =>
      rateOf(context, { count: SM2_COUNT, inFlight: IN_FLIGHT }, (at) => verifyDocument(of(documents, at), against)),
    () =>
      rateOf(context, { count: SM2_COUNT, inFlight: 1 }, async (at) => {
        const check = createVerify('sm3').update(handle.prefix).update(of(inputs, at));
        if (!check.verify(handle.key, of(ders, at))) throw new Error('a signature does not verify');
      }),
  );
  return [compare('document.sm2', rates, 0.8, 'raw SM2')];
}
