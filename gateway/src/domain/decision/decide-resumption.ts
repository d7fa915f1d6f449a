/** New decisions on a grant that rules held: on the day of the resumption, with the instruments there are now. [GRT-24] */
import { checkResumption } from '@selat/sdk/lifecycle';
import type { ComplianceDecision, DigestHex, GrantResumption, GrantSuspension } from '@selat/sdk/model';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import { attestationSubject } from '../attestation/load-attestations.js';
import type { EvidenceWrite } from '../change.js';
import type { LoadedGrant } from '../grant/load-grant.js';
import { NOBODY } from '../ledger/amounts.js';
import { loadRevision } from '../listing/load-listing.js';
import type { Deps } from '../ports.js';
import type { Received } from '../receive/received.js';
import type { OfferInput } from '../view-types.js';
import { countPersons, toCounts } from './count-persons.js';
import { decideOwn, type OwnDecision, otherSide, type SignedDecision, signDecision, today } from './decide-own.js';
import type { NamedFacts } from './documents.js';
import { requirePermit } from './not-permitted.js';
import { runAgain } from './run-again.js';
import { fileDecision } from './send-decision.js';
import { statedBefore } from './stated-before.js';

/** The own decision on a grant, of today. @throws SelatError those of `decideOwn` */
export async function decideNow(
  deps: Deps,
  loaded: LoadedGrant,
  input: OfferInput = {},
): Promise<OwnDecision | undefined> {
  const { row, state } = loaded;
  const { request, grant } = state;
  if (request === undefined || grant?.providerDecision === undefined || row.grant_digest === null) return undefined;
  const listing = await loadRevision(deps.reader, request.listingDigest);
  const agreement = await loadAgreementInForce(deps, row.peer);
  const asOf = await today(deps, agreement);
  const acts = [row.request_digest, row.grant_digest];
  const before = await statedBefore(deps, loaded, request.scope);
  const stated = { ...input, facts: { ...before, ...input.facts } };
  const isProvider = row.side === 'provider';
  const counted = isProvider
    ? await countPersons(deps, listing, stated, { asOf, request: row.request_digest })
    : undefined;
  return decideOwn(deps, {
    flow: { listing, revision: request.listingDigest, scope: request.scope, consumer: row.consumer, acts },
    side: row.side,
    peer: row.peer,
    agreement,
    asOf,
    input: stated,
    documents: theirNewest(loaded),
    counts: counted === undefined ? {} : toCounts(counted, counted.persons ?? NOBODY),
    adds: counted?.persons,
    isLater: true,
  });
}

/** What the other exchange stated last. */
function theirNewest({ row, set }: LoadedGrant): readonly NamedFacts[] {
  const stated = set.acts.flatMap(({ digest, document }): NamedFacts[] =>
    document.type === 'selat.v1.FlowFacts' && document.head.issuer === row.peer ? [{ digest, stated: document }] : [],
  );
  return stated.sort((a, b) => b.stated.head.issuedAt - a.stated.head.issuedAt).slice(0, 1);
}

/** The decision that a resumption pins; undefined where the grant stands on none. @throws SelatError COMPLIANCE_NEEDS, COMPLIANCE_DENIED */
export async function decideResumption(
  deps: Deps,
  loaded: LoadedGrant,
  input: OfferInput,
): Promise<SignedDecision | undefined> {
  const own = await decideNow(deps, loaded, input);
  if (own === undefined) return undefined;
  requirePermit(own.decided.result, `resume grant sha256:${loaded.state.id}`);
  return signDecision(deps, own, loaded.state.id);
}

/** Files a grant under attestations that a later decision stands on, so that it is found when one lapses. [ATT-7] */
export function fileUnderLater(
  { row }: LoadedGrant,
  attestations: readonly DigestHex[],
  by: string,
): readonly EvidenceWrite[] {
  const { grant_digest: digest } = row;
  if (digest === null) return [];
  return attestations.map((pin) => ({ subject: attestationSubject(pin), digest, by }));
}

/**
 * Takes the decisions that a resumption of the other side pins. After a hold for compliance there has to be one.
 * @throws SelatError GRANT_DECISION_ABSENT, DECISION_MISMATCH, DECISION_NOT_PERMIT, DECISION_EXPIRED, and those of `runAgain`
 */
export async function takeResumption(
  deps: Deps,
  loaded: LoadedGrant,
  { peer, parsed, now }: Received<GrantResumption>,
): Promise<readonly EvidenceWrite[]> {
  const { row, state } = loaded;
  const { request, grant } = state;
  const suspension = findSuspension(loaded, parsed.suspension);
  if (request === undefined || grant === undefined || row.grant_digest === null || suspension === undefined) return [];
  const agreement = await loadAgreementInForce(deps, peer);
  const listing = await loadRevision(deps.reader, request.listingDigest);
  const acts = [row.request_digest, row.grant_digest];
  const flow = { listing, revision: request.listingDigest, scope: request.scope, consumer: row.consumer, acts };
  const decisions = new Map<DigestHex, ComplianceDecision>();
  const filed: EvidenceWrite[] = [];
  for (const digest of parsed.decisions) {
    const asked = { digest, flow, side: otherSide(row.side), peer, agreement, isLater: true } as const;
    const { decision, facts } = await runAgain(deps, asked);
    decisions.set(digest, decision);
    const theirs = facts.filter(({ stated }) => stated.head.issuer === peer).map((one) => one.digest);
    filed.push(...fileDecision(row.request_digest, { factsDigests: theirs, decisionDigest: digest }, peer));
    filed.push(...fileUnderLater(loaded, decision.attestationDigests, peer));
  }
  checkResumption({ resumption: parsed, suspension, grant, grantDigest: row.grant_digest, decisions, at: now });
  return filed;
}

/** A suspension of the grant, by its digest. */
export function findSuspension({ set }: LoadedGrant, suspension: DigestHex): GrantSuspension | undefined {
  const found = set.acts.find(({ digest }) => digest === suspension)?.document;
  return found?.type === 'selat.v1.GrantSuspension' ? found : undefined;
}
