/** How a decision leaves and is filed beside the request or the grant that stands on it. */
import type { DigestHex, ExchangeId, GrantRequest } from '@selat/sdk/model';
import { deliverTo, outLeaf } from '../acts/own-act.js';
import type { Change, EvidenceWrite } from '../change.js';
import { grantSubject } from '../grant/load-grant.js';
import type { Deps } from '../ports.js';
import type { GrantRow } from '../rows.js';
import type { SignedDecision } from './decide-own.js';

/** A change that sends facts and decision ahead of what stands on them. */
export function withDecision(change: Change, decided: SignedDecision | undefined, peer: ExchangeId): Change {
  if (decided === undefined) return change;
  const { acts } = decided;
  return {
    ...change,
    documents: [...acts.map(({ write }) => write), ...(change.documents ?? [])],
    leaves: [...acts.map((act) => outLeaf(act, peer)), ...(change.leaves ?? [])],
    outbox: [...acts.map((act) => deliverTo(peer, act)), ...(change.outbox ?? [])],
  };
}

/** The same for a decision on a grant that is here: it is filed under it too. */
export function withFiledDecision(
  { self }: Pick<Deps, 'self'>,
  { request_digest, peer }: Pick<GrantRow, 'request_digest' | 'peer'>,
  change: Change,
  decided: SignedDecision | undefined,
): Change {
  if (decided === undefined) return change;
  const named = { factsDigests: decided.ownFacts, decisionDigest: decided.decision };
  const filed = fileDecision(request_digest, named, self.exchange);
  return withDecision({ ...change, evidence: [...(change.evidence ?? []), ...filed] }, decided, peer);
}

/** Files what a request stands on under it, so that the fold of the grant reads it. [GRT-13] */
export function fileDecision(
  requestDigest: DigestHex,
  { factsDigests, decisionDigest }: Pick<GrantRequest, 'factsDigests' | 'decisionDigest'>,
  by: ExchangeId,
): readonly EvidenceWrite[] {
  const digests = [...factsDigests, ...(decisionDigest === undefined ? [] : [decisionDigest])];
  return digests.map((digest) => ({ subject: grantSubject(requestDigest), digest, by }));
}
