/** The instruments of a flow, derived from attestations: nobody types one into the facts. [ATT-5] */
import { SelatError } from '../../errors/index.js';
import type { Attestation, DigestHex, PartyId } from '../../model/index.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import type { Day } from '../language/days.js';
import type { FactsObject } from '../language/values.js';
import { type KnownAttestation, newestOf } from './standing.js';

/** What a flow consists of, as far as attestations name it. */
export interface FlowSubject {
  readonly product: PartyId;
  readonly listing: PartyId;
  /** Document digest of the listing revision. */
  readonly revision: DigestHex;
  readonly provider: PartyId;
  /** Absent while nobody asks yet, as in the listing gate. */
  readonly consumer?: PartyId;
  /** Document digests of the request and the grant, as far as they exist. */
  readonly acts: readonly DigestHex[];
  /** Modes of transfer of its legs. An instrument that is limited to some counts where it names all of them. */
  readonly modes: readonly string[];
}

/** Largest count and number of months that facts hold. */
const MOST_PERSONS = 2_147_483_647;
const MOST_MONTHS = 1_200;

/**
 * Instruments in the form of `FlowFacts.instruments`, in the order of the digests of their attestations.
 *
 * Left out are attestations about something else or by a participant who is no party of the flow, withdrawn and superseded
 * ones, and those that are limited to other modes of transfer. What is not LIVE, has not begun or is over on the day stays in
 * with its status and days, by which an evaluation does not count it [FCT-9] and a rule can say what follows.
 * @param day in whose course a withdrawal takes effect; a day is counted to its end in UTC
 */
export function instrumentsFrom(
  attestations: readonly KnownAttestation[],
  subject: FlowSubject,
  day: Day,
): readonly FactsObject[] {
  return standingFor(attestations, subject, day).map(({ attestation }) => toInstrument(attestation));
}

/** The attestations behind these instruments, in the same order: what a decision and a grant pin. [CMP-7] */
export function standingFor(
  attestations: readonly KnownAttestation[],
  subject: FlowSubject,
  day: Day,
): readonly KnownAttestation[] {
  const byDigest = new Map(attestations.map((one) => [one.digest, one]));
  return [...byDigest.values()]
    .filter((one) => isAbout(one, subject) && isMadeByParty(one, subject) && coversModes(one, subject))
    .filter((one) => !isWithdrawn(one, day) && newestOf(one, attestations).digest === one.digest)
    .sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

function isAbout({ attestation: { subject: about } }: KnownAttestation, flow: FlowSubject): boolean {
  switch (about.kind) {
    case 'PRODUCT':
      return about.id === flow.product;
    case 'LISTING':
      return about.id === flow.listing && (about.digest === undefined || about.digest === flow.revision);
    case 'PARTICIPANT':
      return about.id === flow.provider || about.id === flow.consumer;
    case 'FLOW':
      return about.digest !== undefined && [flow.revision, ...flow.acts].includes(about.digest);
  }
}

/** The word of a participant counts where it is the party of the flow as which it signed. */
function isMadeByParty({ role, attestation: { head } }: KnownAttestation, flow: FlowSubject): boolean {
  if (role === 'provider') return head.issuer === flow.provider;
  return role !== 'consumer' || head.issuer === flow.consumer;
}

function coversModes({ attestation: { scope } }: KnownAttestation, { modes }: FlowSubject): boolean {
  if (scope.methods.length === 0) return true;
  return modes.length > 0 && modes.every((mode) => scope.methods.includes(mode));
}

/** Withdrawn in the course of the day or before it. */
function isWithdrawn({ withdrawnAt }: KnownAttestation, day: Day): boolean {
  return withdrawnAt !== undefined && withdrawnAt < Date.parse(`${day}T00:00:00Z`) + 86_400_000;
}

function toInstrument(attestation: Attestation): FactsObject {
  const { instrument, reference, status, issuedOn, effectiveOn, filedOn, expiresOn } = attestation;
  const { extensionAppliedOn, conclusion, comparableStandard, changes } = attestation;
  return withoutAbsent({
    ...{ code: instrument, id: reference, status, issuedOn, effectiveOn, filedOn, expiresOn, extensionAppliedOn },
    scope: toScope(attestation.scope),
    ...{ conclusion, comparableStandard, changes },
  });
}

function toScope(scope: Attestation['scope']): FactsObject {
  const { countries, recipients, purposes, onwardAllowed, maxIndividuals, retentionMonths } = scope;
  return withoutAbsent({
    ...{ countries, recipients, purposes, onwardAllowed },
    maxIndividuals: maxIndividuals === undefined ? undefined : Math.min(maxIndividuals, MOST_PERSONS),
    retentionMonths: retentionMonths === undefined ? undefined : Math.min(retentionMonths, MOST_MONTHS),
  });
}

function withoutAbsent(fields: { readonly [name: string]: FactsObject[string] | undefined }): FactsObject {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as FactsObject;
}

/**
 * Facts with the instruments that attestations give them. [ATT-5]
 * @throws SelatError FACTS_INVALID where the facts name an instrument themselves, or rely on evidence that nobody attested
 */
export function withInstruments(
  facts: FlowFacts,
  attestations: readonly KnownAttestation[],
  subject: FlowSubject,
): FlowFacts {
  if (facts['instruments'] !== undefined && !isEmptyList(facts['instruments'])) {
    throw typedIn('instruments', 'names instruments: they come from attestations');
  }
  const instruments = instrumentsFrom(attestations, subject, facts.asOf);
  const held = new Set<unknown>(instruments.map(({ code }) => code));
  for (const code of evidenceOf(facts)) {
    if (held.has(code)) continue;
    throw typedIn('exemptionClaim.evidence', `names ${String(code)}, which no attestation shows`);
  }
  return { ...facts, instruments };
}

function isEmptyList(value: FactsObject[string]): boolean {
  return Array.isArray(value) && value.length === 0;
}

function evidenceOf({ exemptionClaim }: FlowFacts): readonly unknown[] {
  const claim = exemptionClaim as FactsObject | undefined;
  const evidence = claim?.['evidence'];
  return Array.isArray(evidence) ? evidence : [];
}

function typedIn(path: string, problem: string): SelatError {
  const problems = `${path} ${problem}`;
  return new SelatError('FACTS_INVALID', `cannot read the facts: ${problems}`, { path, problem, problems });
}
