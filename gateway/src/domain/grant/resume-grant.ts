import { GrantResumption, GrantSuspension } from '@selat/proto/selat/v1/grant.js';
import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../change.js';
import type { SignedDecision } from '../decision/decide-own.js';
import { decideResumption, fileUnderLater, findSuspension } from '../decision/decide-resumption.js';
import { withFiledDecision } from '../decision/send-decision.js';
import type { Deps } from '../ports.js';
import type { Actor, ResumeInput } from '../view-types.js';
import { actOn, grantBytes } from './act-on.js';
import { type LoadedGrant, loadGrant } from './load-grant.js';
import { requireMayAct } from './may-act.js';

/**
 * Closes every hold that this side opened by hand; after one for compliance, or once its decision has expired, with a new
 * decision of today. [GRT-10] [GRT-24] [GRT-27]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED; COMPLIANCE_NEEDS, COMPLIANCE_DENIED
 */
export async function resumeGrant(deps: Deps, actor: Actor, id: string, input: ResumeInput): Promise<Change> {
  const loaded = await loadGrant(deps, id);
  const { exchange } = deps.self;
  const own = loaded.state.holds.flatMap((hold) => (hold.kind === 'act' && hold.by === exchange ? [hold.digest] : []));
  const expired = own.length > 0 ? undefined : findExpired(deps, loaded);
  // A resumption names a suspension, and an expired decision made none: one is made first.
  requireMayAct(deps, loaded, expired === undefined ? 'resume' : 'suspend');
  const suspended = expired === undefined ? undefined : await suspendFor(deps, actor, loaded, expired);
  const named = suspended?.documents?.map(({ digest }) => digest) ?? own;
  const isDue = suspended !== undefined || own.some((one) => findSuspension(loaded, one)?.reason === 'COMPLIANCE');
  const decided = isDue ? await decideResumption(deps, loaded, input) : undefined;
  const messages = named.map((suspension) => resumption(loaded, suspension, decided, input.note));
  const resumed = joined(suspended, await actOn(deps, actor, loaded, messages));
  return decided === undefined ? resumed : withNewDecision(deps, loaded, resumed, decided);
}

function resumption(
  loaded: LoadedGrant,
  suspension: DigestHex,
  decided: SignedDecision | undefined,
  note: string | undefined,
) {
  const decisions = decided === undefined ? [] : [Buffer.from(decided.decision, 'hex')];
  const named = { grant: grantBytes(loaded), suspension: Buffer.from(suspension, 'hex') };
  const message = GrantResumption.fromPartial({ ...named, decisions, note: note ?? '' });
  return { type: 'selat.v1.GrantResumption', message };
}

function suspendFor(deps: Deps, actor: Actor, loaded: LoadedGrant, expired: DigestHex): Promise<Change> {
  const cause = Buffer.from(expired, 'hex');
  const message = GrantSuspension.fromPartial({ grant: grantBytes(loaded), reason: 'COMPLIANCE', cause });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantSuspension', message }]);
}

/** Two changes of one grant as one; both write its row alike. */
function joined(first: Change | undefined, second: Change): Change {
  if (first === undefined) return second;
  return {
    ...second,
    documents: [...(first.documents ?? []), ...(second.documents ?? [])],
    leaves: [...(first.leaves ?? []), ...(second.leaves ?? [])],
    evidence: [...(first.evidence ?? []), ...(second.evidence ?? [])],
    outbox: [...(first.outbox ?? []), ...(second.outbox ?? [])],
  };
}

function withNewDecision(deps: Deps, loaded: LoadedGrant, change: Change, decided: SignedDecision): Change {
  const pins = fileUnderLater(loaded, decided.attestations, deps.self.exchange);
  const filed = { ...change, evidence: [...(change.evidence ?? []), ...pins] };
  return withFiledDecision(deps, loaded.row, filed, decided);
}

/** The newest own decision, where its time is over. [GRT-27] */
function findExpired({ self, clock }: Deps, { set, state }: LoadedGrant): DigestHex | undefined {
  if (!state.holds.some(({ kind, reason }) => kind === 'computed' && reason === 'DECISION_EXPIRED')) return undefined;
  const own = set.acts.flatMap(({ digest, document }) =>
    document.type === 'selat.v1.ComplianceDecision' && document.head.issuer === self.exchange
      ? [{ digest, at: document.head.issuedAt, until: document.validUntil }]
      : [],
  );
  const newest = own.sort((a, b) => b.at - a.at)[0];
  return newest?.until !== undefined && newest.until <= clock() ? newest.digest : undefined;
}
