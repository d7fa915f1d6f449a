import { SelatError } from '@selat/sdk/errors';
import { checkGrantEnd, type GrantSide, type GrantVerb, mayArrive } from '@selat/sdk/lifecycle';
import type {
  GrantEnd,
  GrantRefusal,
  GrantResumption,
  GrantRevocation,
  GrantSuspension,
  GrantWithdrawal,
  OfferWithdrawal,
} from '@selat/sdk/model';
import type { EvidenceWrite } from '../change.js';
import { takeResumption } from '../decision/decide-resumption.js';
import { loadDecision, loadNamedFacts } from '../decision/documents.js';
import { fileDecision } from '../decision/send-decision.js';
import { grantSubject, type LoadedGrant, loadGrant, touch } from '../grant/load-grant.js';
import type { Deps } from '../ports.js';
import { requirePeer } from './accept-grant.js';
import type { Effect, Received } from './received.js';

/** A later act on a request, an offer or a grant. */
type GrantNotice =
  | GrantWithdrawal
  | OfferWithdrawal
  | GrantRefusal
  | GrantSuspension
  | GrantResumption
  | GrantRevocation
  | GrantEnd;

/** Holds of one side that may be open at a time: every later act folds them all. */
const MAX_OPEN_HOLDS = 8;

function verbOf(notice: GrantNotice): GrantVerb {
  switch (notice.type) {
    case 'selat.v1.GrantWithdrawal':
      return 'withdraw';
    case 'selat.v1.OfferWithdrawal':
      return 'withdraw-offer';
    case 'selat.v1.GrantRefusal':
      return notice.grant === undefined ? 'refuse' : 'decline';
    case 'selat.v1.GrantSuspension':
      return 'suspend';
    case 'selat.v1.GrantResumption':
      return 'resume';
    case 'selat.v1.GrantRevocation':
      return 'revoke';
    case 'selat.v1.GrantEnd':
      return 'end';
  }
}

function namedBy(notice: GrantNotice): string {
  return 'grant' in notice && notice.grant !== undefined ? notice.grant : 'request' in notice ? notice.request : '';
}

function missing(peer: string, what: string, digest: string): SelatError {
  const message = `cannot accept the act of ${peer}: ${what} sha256:${digest} is not known here`;
  return new SelatError('PREDECESSOR_MISSING', message, { peer, [what]: `sha256:${digest}` });
}

/**
 * A peer withdraws, refuses, declines, suspends, resumes, revokes or ends: filed where the table allows it to the other
 * side now, its effect is the fold's. What names something that is not here yet may be cured by it. [GRT-7] [GRT-21]
 */
export async function acceptGrantNotice(deps: Deps, received: Received<GrantNotice>): Promise<Effect> {
  const { peer, parsed, digest, now } = received;
  const named = namedBy(parsed);
  const row = await deps.reader.findGrant(named);
  if (row === undefined) throw missing(peer, 'grant', named);
  requirePeer(row, peer, row.side);
  const loaded = await loadGrant(deps, named);
  const side: GrantSide = row.side === 'provider' ? 'consumer' : 'provider';
  requireResumable(loaded, received);
  mayArrive(loaded.state, verbOf(parsed), side, now);
  if (parsed.type === 'selat.v1.GrantEnd') checkGrantEnd(loaded.state, parsed.kind, side);
  if (parsed.type === 'selat.v1.GrantSuspension') requireRoom(loaded, peer);
  const decided = await decisionsWith(deps, loaded, received);
  const filed = { subject: grantSubject(row.request_digest), digest, by: peer };
  return { rows: [touch(row)], evidence: [filed, ...decided] };
}

/** The decisions that came with an act: those of a resumption are run again, that of a refusal is its author's word. */
async function decisionsWith(
  deps: Deps,
  loaded: LoadedGrant,
  received: Received<GrantNotice>,
): Promise<readonly EvidenceWrite[]> {
  const { parsed, peer } = received;
  if (parsed.type === 'selat.v1.GrantResumption') return takeResumption(deps, loaded, { ...received, parsed });
  if (parsed.type !== 'selat.v1.GrantRefusal' || parsed.decision === undefined) return [];
  const { head, factsDigests } = await loadDecision(deps.reader, parsed.decision);
  if (head.issuer !== peer) throw missing(peer, 'decision', parsed.decision);
  const facts = await loadNamedFacts(deps.reader, factsDigests);
  const theirs = facts.filter(({ stated }) => stated.head.issuer === peer).map(({ digest }) => digest);
  return fileDecision(loaded.row.request_digest, { factsDigests: theirs, decisionDigest: parsed.decision }, peer);
}

/** A resumption that overtook its suspension waits for it. [GRT-10] */
function requireResumable({ set, state }: LoadedGrant, { parsed, peer }: Received<GrantNotice>): void {
  const isOpen = state.state === 'active' || state.state === 'suspended';
  if (parsed.type !== 'selat.v1.GrantResumption' || !isOpen) return;
  const { suspension } = parsed;
  if (!set.evidence.some((known) => known.digest === suspension && known.by === peer)) {
    throw missing(peer, 'suspension', suspension);
  }
}

/** @throws SelatError LIMIT_EXCEEDED, which is retryable: a resumption makes room */
function requireRoom({ state }: LoadedGrant, peer: string): void {
  const open = state.holds.filter((hold) => hold.kind === 'act' && hold.by === peer).length;
  if (open < MAX_OPEN_HOLDS) return;
  const message = `cannot take another suspension of ${peer}: ${open} of it are open on grant sha256:${state.id}`;
  throw new SelatError('LIMIT_EXCEEDED', message, { peer, open: String(open) });
}
