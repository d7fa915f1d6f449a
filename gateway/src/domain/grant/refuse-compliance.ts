/** A refusal because the own rules do not permit: the decision goes along, and the needs are those of the decision. [GRT-12] */
import { GrantRefusal } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import { decideOffer } from '../decision/decide-offer.js';
import { signDecision } from '../decision/decide-own.js';
import { needsOf } from '../decision/not-permitted.js';
import { withFiledDecision } from '../decision/send-decision.js';
import { loadRevision } from '../listing/load-listing.js';
import type { Deps } from '../ports.js';
import type { Actor, RefusalInput } from '../view-types.js';
import { actOn } from './act-on.js';
import type { LoadedGrant } from './load-grant.js';
import { requireRequest } from './may-act.js';

/** What the own rules have to say for each reason. */
const OUTCOMES: Readonly<Record<string, string>> = { COMPLIANCE_NEEDS: 'NEEDS', COMPLIANCE_DENIED: 'DENY' };

/**
 * Refuses with the own decision; undefined where the reason is another one, or the request stands on no decision.
 * @throws SelatError REQUEST_INVALID where the own rules say something else than the reason; those of `decideOffer`
 */
export async function refuseForCompliance(
  deps: Deps,
  actor: Actor,
  loaded: LoadedGrant,
  input: RefusalInput,
): Promise<Change | undefined> {
  const expected = OUTCOMES[input.reason];
  const request = requireRequest(loaded);
  if (expected === undefined || request.decisionDigest === undefined) return undefined;
  const { peer, request_digest: requestDigest } = loaded.row;
  const agreement = await loadAgreementInForce(deps, peer);
  const listing = await loadRevision(deps.reader, request.listingDigest);
  const decision = await decideOffer(deps, { peer, agreement, request, requestDigest, listing, input });
  if (decision === undefined) return undefined;
  const { result } = decision.own.decided;
  if (result.outcome !== expected) throw otherwise(input.reason, result.outcome);
  const decided = await signDecision(deps, decision.own, requestDigest);
  const needs = [...needsOf(result), ...input.needs];
  const message = GrantRefusal.fromPartial({
    request: Buffer.from(requestDigest, 'hex'),
    reason: input.reason,
    needs: needs.map((anyOf) => ({ anyOf: [...anyOf] })),
    decision: Buffer.from(decided.decision, 'hex'),
    note: input.note ?? '',
  });
  const refused = await actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRefusal', message }]);
  return withFiledDecision(deps, loaded.row, refused, decided);
}

function otherwise(reason: string, outcome: string): SelatError {
  const message = `cannot refuse as ${reason}: the own rules say ${outcome} with what is stated and attested now`;
  return new SelatError('REQUEST_INVALID', message, { reason, outcome });
}
