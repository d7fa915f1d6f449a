/** A decision of the other exchange, run again from what it names before anything stands on it. [CMP-8] */
import {
  type FlowSide,
  joinComparisons,
  mergeFacts,
  type Pack,
  requireOwnFacts,
  requireSameDecision,
} from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { ComplianceDecision, DigestHex, ExchangeId } from '@selat/sdk/model';
import type { LoadedAgreement } from '../agreement/load-agreement.js';
import { loadAttestation } from '../attestation/load-attestations.js';
import { type LoadedPack, loadPack, requireAcceptable } from '../packs/load-packs.js';
import type { Deps } from '../ports.js';
import { factsOf, otherSide } from './decide-own.js';
import { loadDecision, loadNamedFacts, type NamedFacts } from './documents.js';
import { baseFacts, type DecidedFlow, subjectOf } from './flow.js';
import { decidedElsewhere, lawOf } from './laws.js';

/** Whose decision on what. */
export interface TheirQuestion {
  readonly digest: DigestHex;
  readonly flow: DecidedFlow;
  /** Side of the exchange that decided. */
  readonly side: FlowSide;
  readonly peer: ExchangeId;
  readonly agreement: LoadedAgreement;
  /** Made on a later day than the facts were stated. */
  readonly isLater?: boolean;
}

/** A decision that came out the same here, with the facts that it names. */
export interface TakenDecision {
  readonly decision: ComplianceDecision;
  readonly facts: readonly NamedFacts[];
  readonly packs: readonly Pack[];
}

/**
 * Loads a decision of the peer and runs it again.
 * @throws SelatError PREDECESSOR_MISSING, PACK_UNKNOWN while something that it names is not here; PACK_NOT_ACCEPTABLE,
 *   FACTS_NOT_OWN, FACTS_MISMATCH, FACTS_CONFLICT, DECISION_MISMATCH
 */
export async function runAgain(deps: Deps, question: TheirQuestion): Promise<TakenDecision> {
  const { digest, flow, side, peer, agreement, isLater = false } = question;
  const decision = await loadDecision(deps.reader, digest);
  if (decision.head.issuer !== peer) throw foreign(decision, peer);
  const packs = (await loadPacksOf(deps, decision, agreement, peer)).map(({ pack }) => pack);
  const facts = await loadNamedFacts(deps.reader, decision.factsDigests);
  const base = await baseFacts(deps, flow, decision.asOf);
  const read = facts.map(({ stated }) => factsOf(stated, { asOf: decision.asOf, isLater }));
  facts.forEach(({ stated }, i) => {
    const { issuer } = stated.head;
    if (issuer !== peer && issuer !== deps.self.exchange) throw strange(decision, issuer);
    requireOwnFacts(read[i] ?? base, issuer === peer ? side : otherSide(side), base, stated.comparisons);
  });
  const attestations = await Promise.all(decision.attestationDigests.map((one) => loadNamed(deps, one)));
  requireSameDecision(decision, {
    facts: mergeFacts(base, ...read),
    attestations,
    subject: subjectOf(flow),
    packs,
    elsewhere: await decidedElsewhere(deps, peer, deps.self.exchange),
    comparisons: joinComparisons(...facts.map(({ stated }) => stated.comparisons)),
  });
  return { decision, facts, packs };
}

/** @throws SelatError PACK_UNKNOWN, PACK_NOT_ACCEPTABLE; DECISION_MISMATCH where the law of its own exchange is not among them */
async function loadPacksOf(
  deps: Deps,
  { packDigests, head }: ComplianceDecision,
  { agreement }: LoadedAgreement,
  peer: ExchangeId,
): Promise<readonly LoadedPack[]> {
  const packs = await Promise.all(packDigests.map((digest) => loadPack(deps, digest)));
  for (const pack of packs) requireAcceptable(pack, agreement, head.issuedAt);
  const law = await lawOf(deps, peer);
  if (packs.some(({ pack }) => pack.source.jurisdiction === law)) return packs;
  const facts = { issuer: peer, differences: `it applies no pack of ${law}` };
  throw new SelatError('DECISION_MISMATCH', `cannot take the decision of ${peer}: ${facts.differences}`, facts);
}

async function loadNamed({ reader }: Deps, digest: DigestHex) {
  const row = await reader.findAttestation(digest);
  if (row !== undefined) return loadAttestation(reader, row);
  const facts = { attestation: `sha256:${digest}` };
  const message = `cannot run a decision again: attestation ${facts.attestation}, which it names, is not known here`;
  throw new SelatError('PREDECESSOR_MISSING', message, facts);
}

/** Facts of a flow are stated by its two exchanges and nobody else. [CMP-13] */
function strange({ head }: ComplianceDecision, issuer: ExchangeId): SelatError {
  const facts = { issuer: head.issuer, differences: `it reads facts of ${issuer}, which is no side of the flow` };
  return new SelatError('DECISION_MISMATCH', `cannot take the decision of ${head.issuer}: ${facts.differences}`, facts);
}

function foreign({ head }: ComplianceDecision, peer: ExchangeId): SelatError {
  const facts = { issuer: head.issuer, differences: `it is not the decision of ${peer}` };
  return new SelatError('DECISION_MISMATCH', `cannot take the decision of ${head.issuer}: ${facts.differences}`, facts);
}
