/** What the own rules say of an offer before it is countersigned: they decided before the other side had stated its facts. */
import { GrantRefusal } from '@selat/proto/selat/v1/grant.js';
import { checkGrantDecisions } from '@selat/sdk/lifecycle';
import type { Grant, GrantRequest, Listing } from '@selat/sdk/model';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import { type OwnDecision, signDecision } from '../decision/decide-own.js';
import { decideAgain } from '../decision/decide-request.js';
import { loadDecision } from '../decision/documents.js';
import { needsOf } from '../decision/not-permitted.js';
import { withFiledDecision } from '../decision/send-decision.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { actOn, grantBytes } from './act-on.js';
import type { LoadedGrant } from './load-grant.js';

/**
 * Decides again with what both sides stated.
 * @returns the new decision where it is no PERMIT; undefined where it still is, or where the request stands on none
 * @throws SelatError DECISION_EXPIRED, and those of `decideOwn`
 */
export async function findChangedDecision(
  deps: Deps,
  { row }: LoadedGrant,
  { request, grant, listing }: { readonly request: GrantRequest; readonly grant: Grant; readonly listing: Listing },
): Promise<OwnDecision | undefined> {
  if (request.decisionDigest === undefined || grant.providerDecision === undefined) return undefined;
  const now = deps.clock();
  const first = await loadDecision(deps.reader, request.decisionDigest);
  const theirs = await loadDecision(deps.reader, grant.providerDecision);
  checkGrantDecisions({ grant, request, provider: theirs, consumer: first, at: now });
  const own = await decideAgain(deps, {
    peer: row.peer,
    agreement: await loadAgreementInForce(deps, row.peer),
    request,
    listing,
    acts: [row.request_digest],
    asOf: first.asOf,
    factsDigests: theirs.factsDigests,
  });
  return own.decided.result.outcome === 'PERMIT' ? undefined : own;
}

/** Declines the offer for what the own rules say now, with the decision. [GRT-12] */
export async function declineChanged(
  deps: Deps,
  actor: Actor,
  loaded: LoadedGrant,
  changed: OwnDecision,
): Promise<Change> {
  const { request_digest: request } = loaded.row;
  const decided = await signDecision(deps, changed, request);
  const message = GrantRefusal.fromPartial({
    request: Buffer.from(request, 'hex'),
    grant: grantBytes(loaded),
    reason: 'DECISION_CHANGED',
    needs: needsOf(changed.decided.result).map((anyOf) => ({ anyOf: [...anyOf] })),
    decision: Buffer.from(decided.decision, 'hex'),
  });
  const declined = await actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRefusal', message }]);
  return withFiledDecision(deps, loaded.row, declined, decided);
}
