/** Whether the decisions that a request, a grant or a resumption pins are those that it needs. Pure. */
import { SelatError } from '../errors/index.js';
import {
  audienceOf,
  type ComplianceDecision,
  type DigestHex,
  type ExchangeId,
  type Grant,
  type GrantRequest,
  type GrantResumption,
  type GrantSuspension,
  type Instant,
  type Listing,
  type PeerAgreement,
} from '../model/index.js';

/** Whether grants under an agreement need decisions: in LIVE, and where it names who publishes the packs of both laws. [GRT-4] */
export function needsDecisions(
  { head, packPublishers }: Pick<PeerAgreement, 'head' | 'packPublishers'>,
  jurisdictions: readonly string[],
): boolean {
  if (head.env === 'LIVE') return true;
  return jurisdictions.every((law) => packPublishers.some(({ jurisdiction }) => jurisdiction === law));
}

/** @throws SelatError GRANT_DECISION_ABSENT where decisions are needed and the document pins none. [GRT-4] */
export function requirePinned(
  document: GrantRequest | Grant,
  agreement: Pick<PeerAgreement, 'head' | 'packPublishers'>,
  jurisdictions: readonly string[],
): void {
  if (!needsDecisions(agreement, jurisdictions)) return;
  const pins: readonly (readonly [string, unknown])[] =
    document.type === 'selat.v1.GrantRequest'
      ? [
          ['facts_digests', document.factsDigests[0]],
          ['decision_digest', document.decisionDigest],
        ]
      : [
          ['provider_decision', document.providerDecision],
          ['consumer_decision', document.consumerDecision],
        ];
  const absent = pins.filter(([, pin]) => pin === undefined).map(([path]) => path);
  if (absent.length === 0) return;
  const { type } = document;
  const paths = absent.join(', ');
  const why = agreement.head.env === 'LIVE' ? 'in LIVE' : 'under an agreement on the packs of both laws';
  throw new SelatError('GRANT_DECISION_ABSENT', `cannot use ${type} ${why}: it lacks ${paths}`, { type, paths });
}

/** A request and the decision that it pins. */
export interface RequestDecision {
  readonly request: GrantRequest;
  readonly decision: ComplianceDecision;
  /** Instant at which the decision has to count. */
  readonly at: Instant;
}

/**
 * The consumer exchange's decision: its own, on the listing, on the facts that the request pins, permitting, and counting.
 * [GRT-25] [GRT-26] [CMP-10]
 * @throws SelatError DECISION_MISMATCH, DECISION_NOT_PERMIT, DECISION_EXPIRED
 */
export function checkRequestDecision({ request, decision, at }: RequestDecision): void {
  requireEqual(decision, [
    ['issuer', decision.head.issuer, request.head.issuer],
    ['audience', decision.head.audience.join(), audienceOf(request.head)],
    ['env', decision.head.env, request.head.env],
    ['subject', decision.subject, request.listingDigest],
    ['facts_digests', decision.factsDigests.join(' '), [...request.factsDigests].sort().join(' ')],
  ]);
  requireCounting(decision, at);
}

/** An offer and the two decisions that it pins. */
export interface GrantDecisions {
  readonly grant: Grant;
  readonly request: GrantRequest;
  readonly provider: ComplianceDecision;
  readonly consumer: ComplianceDecision;
  readonly at: Instant;
}

/**
 * Both decisions of a grant: the consumer's as its request has it, the provider's its own, on the request, for the same day, on
 * the same facts and its own. [GRT-25] [GRT-26] [CMP-10] [CMP-16]
 * @throws SelatError DECISION_MISMATCH, DECISION_NOT_PERMIT, DECISION_EXPIRED
 */
export function checkGrantDecisions({ grant, request, provider, consumer, at }: GrantDecisions): void {
  checkRequestDecision({ request, decision: consumer, at });
  const shared = provider.factsDigests.filter((digest) => consumer.factsDigests.includes(digest));
  requireEqual(provider, [
    ['issuer', provider.head.issuer, grant.head.issuer],
    ['audience', provider.head.audience.join(), audienceOf(grant.head)],
    ['env', provider.head.env, grant.head.env],
    ['subject', provider.subject, grant.request],
    ['as_of', provider.asOf, consumer.asOf],
    ['facts_digests of the request', shared.join(' '), consumer.factsDigests.join(' ')],
  ]);
  requireCounting(provider, at);
}

/** What a resumption is checked with. */
export interface ResumptionToCheck {
  readonly resumption: GrantResumption;
  /** The suspension that it closes. */
  readonly suspension: GrantSuspension;
  readonly grant: Grant;
  readonly grantDigest: DigestHex;
  /** The decisions that it pins, by digest. */
  readonly decisions: ReadonlyMap<DigestHex, ComplianceDecision>;
  readonly at: Instant;
}

/**
 * After a hold for COMPLIANCE each side decides anew before it resumes, where the grant stands on decisions. [GRT-24]
 * @throws SelatError GRANT_DECISION_ABSENT; DECISION_MISMATCH, DECISION_NOT_PERMIT, DECISION_EXPIRED
 */
export function checkResumption(check: ResumptionToCheck): void {
  const { resumption, suspension, grant, grantDigest, decisions, at } = check;
  const side = resumption.head.issuer;
  const pinned = [...decisions.values()];
  for (const decision of pinned) {
    requireEqual(decision, [
      ['subject', decision.subject, grantDigest],
      ['env', decision.head.env, resumption.head.env],
      ['issuer', String(isSide(grant, decision.head.issuer)), 'true'],
    ]);
    const isLater = decision.head.issuedAt >= suspension.head.issuedAt;
    requireEqual(decision, [['issued_at_ms after the suspension', String(isLater), 'true']]);
    requireCounting(decision, at);
  }
  const isDue = suspension.reason === 'COMPLIANCE' && pinnedBy(grant, side) !== undefined;
  if (!isDue || pinned.some(({ head: { issuer } }) => issuer === side)) return;
  const { type } = resumption;
  const message = `cannot use ${type}: the hold is one of compliance, and it pins no new decision of ${side}`;
  throw new SelatError('GRANT_DECISION_ABSENT', message, { type, paths: 'decisions' });
}

function isSide({ head: { issuer, audience } }: Grant, exchange: ExchangeId): boolean {
  return exchange === issuer || audience.includes(exchange);
}

function pinnedBy({ head: { issuer }, providerDecision, consumerDecision }: Grant, side: ExchangeId) {
  return side === issuer ? providerDecision : consumerDecision;
}

/**
 * The attestations that a grant pins: those of its listing, then those of its decisions that the listing does not name,
 * ascending. [GRT-3]
 */
export function attestationsOf(
  { attestationDigests }: Pick<Listing, 'attestationDigests'>,
  decisions: readonly Pick<ComplianceDecision, 'attestationDigests'>[],
): readonly DigestHex[] {
  const more = decisions.flatMap((decision) => decision.attestationDigests);
  return [...new Set([...attestationDigests, ...[...more].sort()])];
}

type Copy = readonly [path: string, found: string, expected: string];

function requireEqual({ head: { issuer } }: ComplianceDecision, copies: readonly Copy[]): void {
  for (const [path, found, expected] of copies) {
    if (found === expected) continue;
    const facts = { issuer, path, found, expected };
    const message = `cannot use the decision of ${issuer}: ${path} is ${found || 'empty'}, not ${expected || 'empty'}`;
    throw new SelatError('DECISION_MISMATCH', message, facts);
  }
}

function requireCounting({ head: { issuer }, outcome, validUntil }: ComplianceDecision, at: Instant): void {
  if (outcome !== 'PERMIT') {
    const message = `cannot use the decision of ${issuer}: it is ${outcome}`;
    throw new SelatError('DECISION_NOT_PERMIT', message, { issuer, outcome });
  }
  if (validUntil === undefined || at < validUntil) return;
  const until = new Date(validUntil).toISOString();
  throw new SelatError('DECISION_EXPIRED', `cannot use the decision of ${issuer}: it counted until ${until}`, {
    issuer,
    until,
  });
}
