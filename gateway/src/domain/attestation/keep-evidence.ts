import { createHash } from 'node:crypto';
import type { RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import type { AttestInput } from './view-types.js';

/** The row of evidence that an officer has seen. */
export type KeptEvidence = Extract<RowWrite, { readonly table: 'attestation_evidence' }>;

/** Names evidence by a salted digest: the salt keeps who knows the evidence from finding it in the attestation, until the exchange shows both. */
export function keepEvidence(
  { random, clock }: Deps,
  actor: Actor,
  { digest, place }: AttestInput['evidence'],
): KeptEvidence {
  const salt = random(32);
  const content = digest.replace(/^sha256:/, '');
  const salted = createHash('sha256').update('selat-evidence/v1\n').update(salt).update(Buffer.from(content, 'hex'));
  const common = { content, place, officer: actor.id, created_ms: clock() };
  const row = { ...common, digest: salted.digest('hex'), salt: salt.toString('hex') };
  return { table: 'attestation_evidence', expectedVersion: 0, row };
}
