/** What this exchange's own rules say of a flow, and the documents that say so. [CMP-7] */
import {
  type Decided,
  type DecisionInput,
  dayIn,
  decideFlow,
  type FlowFacts,
  type FlowSide,
  joinComparisons,
  mergeFacts,
  parseFacts,
  readStatedFacts,
  requireOwnFacts,
  toDecisionBody,
  toFactsBody,
  withholdFacts,
} from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { AttestedComparison, DigestHex, ExchangeId, StatedFacts } from '@selat/sdk/model';
import { type OwnAct, signAct } from '../acts/own-act.js';
import type { LoadedAgreement } from '../agreement/load-agreement.js';
import type { Persons } from '../ledger/amounts.js';
import { findAgreedPack, type LoadedPack, loadPacks } from '../packs/load-packs.js';
import type { Deps } from '../ports.js';
import type { FactsInput } from '../view-types.js';
import type { NamedFacts } from './documents.js';
import { attestationsOn, baseFacts, type DecidedFlow, subjectOf } from './flow.js';
import { decidedElsewhere, lawOf } from './laws.js';
import { type ByScale, byScale, type FullInstrument } from './scale.js';

/** What is to be decided, and between whom. */
export interface OwnQuestion {
  readonly flow: DecidedFlow;
  readonly side: FlowSide;
  readonly peer: ExchangeId;
  readonly agreement: LoadedAgreement;
  /** Day of the consumer exchange's request. [CMP-16] */
  readonly asOf: string;
  /** What officers of this exchange state now; absent where documents have said all. */
  readonly input?: FactsInput;
  /** What was stated before, by either exchange. */
  readonly documents: readonly NamedFacts[];
  /** Counts that this exchange keeps itself; an officer cannot state them. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Persons that the flow adds to the ledger of its provider; absent where nobody is counted. */
  readonly adds?: Persons | undefined;
  /** On a later day than the documents, whose facts are taken to hold still. */
  readonly isLater?: boolean;
}

/** The own decision, not signed yet. */
export interface OwnDecision {
  readonly question: OwnQuestion;
  readonly decided: Decided;
  /** Jurisdictions that are left to the other exchange. */
  readonly elsewhere: ReadonlySet<string>;
  readonly packs: readonly LoadedPack[];
  /** Attestations that do not count, because their scale has no room for the flow. [ATT-11] */
  readonly full: readonly FullInstrument[];
  /** What the other exchange is told now, and the truths in place of what it is not told. */
  readonly stated?: { readonly facts: FlowFacts; readonly comparisons: readonly AttestedComparison[] };
}

/**
 * Evaluates the own packs over what listing, request, officers, the other exchange and attestations say.
 * @throws SelatError FACTS_INVALID, FACTS_NOT_OWN, FACTS_MISMATCH, FACTS_CONFLICT; PACK_UNKNOWN without an own pack in effect
 */
export async function decideOwn(deps: Deps, question: OwnQuestion): Promise<OwnDecision> {
  const { flow, side, agreement, asOf, documents, input } = question;
  const base = await baseFacts(deps, flow, asOf);
  const before = documents.map(({ stated }) => factsOf(stated, question));
  documents.forEach(({ stated }, i) => {
    const isOwn = stated.head.issuer === deps.self.exchange;
    requireOwnFacts(before[i] ?? base, isOwn ? side : otherSide(side), base, stated.comparisons);
  });
  const own = input === undefined ? undefined : readOwn(question, input, base);
  if (own !== undefined) requireOwnFacts(own, side, base);
  const packs = await requirePacks(deps, agreement);
  const { within, full } = await standing(deps, question);
  const decision = {
    facts: mergeFacts(base, ...before, ...(own === undefined ? [] : [own])),
    attestations: within,
    subject: subjectOf(flow),
    packs: packs.map(({ pack }) => pack),
    elsewhere: await decidedElsewhere(deps, deps.self.exchange, question.peer),
    comparisons: joinComparisons(...documents.map(({ stated }) => stated.comparisons)),
  };
  const decided = decideFlow(decision);
  const made = { question, decided, packs, full, elsewhere: decision.elsewhere };
  if (own === undefined) return made;
  const { withhold = [] } = input ?? {};
  const readers = withhold.length === 0 ? [] : [decision, await asTheyDecide(deps, question, decision)];
  return { ...made, stated: withholdFacts(own, withhold, readers) };
}

/** Attestations about the flow that both sides have; on the provider's side apart by whether their scale has room for it. */
async function standing(deps: Deps, { flow, peer, adds }: OwnQuestion): Promise<ByScale> {
  const { shared } = await attestationsOn(deps, flow, peer);
  const [request] = flow.acts;
  if (adds === undefined || request === undefined) return { within: shared, full: [] };
  return byScale(deps, shared, adds, request);
}

/** The same flow under the law of the other side, whose rules may read what is withheld. [CMP-9] */
async function asTheyDecide(
  deps: Deps,
  { peer, agreement }: OwnQuestion,
  decision: DecisionInput,
): Promise<DecisionInput> {
  const law = await lawOf(deps, peer);
  const pack = law === undefined ? undefined : await findAgreedPack(deps, agreement.agreement, law);
  const elsewhere = await decidedElsewhere(deps, peer, deps.self.exchange);
  return { ...decision, packs: pack === undefined ? [] : [pack.pack], elsewhere };
}

/** Stated facts as a decision of the day reads them. [CMP-16] */
export function factsOf(
  stated: StatedFacts,
  { asOf, isLater }: { readonly asOf: string; readonly isLater?: boolean },
): FlowFacts {
  const facts = readStatedFacts(stated);
  return isLater === true ? { ...facts, asOf } : facts;
}

export function otherSide(side: FlowSide): FlowSide {
  return side === 'provider' ? 'consumer' : 'provider';
}

/** What officers and the own books say, in the form of facts. */
function readOwn({ counts, asOf }: OwnQuestion, { facts: given = {} }: FactsInput, base: FlowFacts): FlowFacts {
  const known = { ...(typeof given['counts'] === 'object' ? given['counts'] : {}), ...counts };
  const legs = base.legs.map(({ from, to }) => ({ ...(from ? { from } : {}), ...(to ? { to } : {}) }));
  return parseFacts({ asOf, legs, ...given, ...(Object.keys(known).length === 0 ? {} : { counts: known }) });
}

/** The day of a decision that is made now. [CMP-16] @throws SelatError PACK_UNKNOWN */
export async function today(deps: Deps, agreement: LoadedAgreement): Promise<string> {
  const packs = await requirePacks(deps, agreement);
  return dayIn(
    deps.self.jurisdiction,
    packs.map(({ pack }) => pack),
    deps.clock(),
  );
}

async function requirePacks(deps: Deps, { agreement }: LoadedAgreement): Promise<readonly LoadedPack[]> {
  const { jurisdiction } = deps.self;
  const packs = await loadPacks(deps, deps.clock(), agreement);
  if (packs.some(({ pack }) => pack.source.jurisdiction === jurisdiction)) return packs;
  const message = `cannot decide on a flow: no rule pack of ${jurisdiction} is in effect; install one with selat pack install`;
  throw new SelatError('PACK_UNKNOWN', message, { jurisdiction });
}

/** The signed documents of a decision. */
export interface SignedDecision {
  /** Facts where any are stated now, then the decision: the order in which the other side needs them. */
  readonly acts: readonly OwnAct[];
  /** Digests of all facts that the decision reads. */
  readonly facts: readonly DigestHex[];
  /** Of those that are stated with it. */
  readonly ownFacts: readonly DigestHex[];
  readonly decision: DigestHex;
  readonly attestations: readonly DigestHex[];
}

/**
 * Signs what is stated and what was decided. [CMP-7]
 * @param subject the listing revision before a request, then the request or the grant
 */
export async function signDecision(
  deps: Deps,
  { question, decided, packs, stated }: OwnDecision,
  subject: DigestHex,
): Promise<SignedDecision> {
  const { peer, agreement, asOf, documents } = question;
  const own = { to: peer, agreementDigest: agreement.digest };
  const facts =
    stated === undefined
      ? []
      : [
          await signAct(deps, {
            type: 'selat.v1.FlowFacts',
            message: toFactsBody(stated.facts, stated.comparisons),
            ...own,
          }),
        ];
  const factsDigests = [...documents, ...facts].map(({ digest }) => digest);
  const packDigests = packs.map(({ digest }) => digest);
  const message = toDecisionBody(decided, { subject, asOf, packDigests, factsDigests });
  const decision = await signAct(deps, { type: 'selat.v1.ComplianceDecision', message, ...own });
  const attestations = decided.attestationDigests;
  const ownFacts = facts.map(({ digest }) => digest);
  return { acts: [...facts, decision], facts: factsDigests, ownFacts, decision: decision.digest, attestations };
}
