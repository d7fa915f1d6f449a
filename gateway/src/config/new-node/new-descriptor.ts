/** The first descriptor of an exchange, signed by every identity key. Normative text: docs/spec/identity.md, IDN-2 and IDN-3. */

import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import { PACK_LANGUAGE } from '@selat/sdk/compliance';
import { newHead, signDocument } from '@selat/sdk/document';
import type { Instant, Random } from '@selat/sdk/keys';
import { originOf, toNoteKey, toVkey } from '@selat/sdk/log';
import { SUPPORTED_TYPES } from '@selat/sdk/model';
import { PROTOCOL_VERSIONS } from '../version.js';
import type { NewKeys } from './new-keys.js';
import type { NodePlan } from './plan.js';

const TYPE = 'selat.v1.ExchangeDescriptor';
/** Number of the first log. */
export const FIRST_SHARD = 1;
const PROFILES = ['core', 'listing', 'grant'];

export function signFirstDescriptor(
  plan: NodePlan,
  keys: NewKeys,
  now: Instant,
  random: Random,
): Promise<SignedDocument> {
  const { id } = plan.exchange;
  const signers = keys.identity.map((signer) => ({ id, role: 'issuer', signer }));
  return signDocument({ type: TYPE, message: toMessage(plan, keys, now, random), signers });
}

function toMessage(plan: NodePlan, keys: NewKeys, now: Instant, random: Random): ExchangeDescriptor {
  const { id, jurisdiction, environment: env, legalEntity } = plan.exchange;
  const origin = originOf(id, env, FIRST_SHARD);
  return {
    head: newHead({ env, issuer: id, audience: [], issuedAt: now }, random),
    id,
    legalEntity: {
      names: Object.entries(legalEntity.names).map(([language, text]) => ({ language, text })),
      country: legalEntity.country,
      externalIds: legalEntity.externalIds.map(({ scheme, value }) => ({ scheme, value })),
      address: legalEntity.address ?? '',
    },
    jurisdiction,
    endpoints: { federation: plan.advertise, publicUrl: '' },
    protocolVersions: [...PROTOCOL_VERSIONS],
    documentTypes: [...SUPPORTED_TYPES],
    packLanguages: [PACK_LANGUAGE],
    profiles: PROFILES,
    keys: keys.stated.map(({ purpose, key }) => ({ purpose, key, notBeforeMs: 0n, notAfterMs: 0n })),
    identityThreshold: keys.identity.length,
    tls: {
      caCertificatePem: keys.tls.caPem,
      pins: [Buffer.from(keys.tls.pin.replace(/^sha256:/, ''), 'hex')],
    },
    logs: [
      {
        origin,
        vkey: toVkey(toNoteKey(origin, 'Ed25519', keys.logKey)),
        status: 'OPEN',
        finalSize: undefined,
        finalRoot: Buffer.alloc(0),
        successor: '',
      },
    ],
    authorities: [],
    certificateDigests: [],
    sequence: 1n,
    previousDigest: Buffer.alloc(0),
  };
}
