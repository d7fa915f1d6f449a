/** Both exchanges of a flow, with the shipped packs: what each states, decides and runs again. */
import {
  type Decided,
  type DecisionInput,
  decideFlow,
  type FlowFacts,
  type FlowInput,
  factsOfFlow,
  type KnownAttestation,
  mergeFacts,
  parseFacts,
  readStatedFacts,
  requireOwnFacts,
  toDecisionBody,
  toFactsBody,
} from '../../../src/compliance/index.js';
import { type ComplianceDecision, newHead, parseComplianceDecision, parseFlowFacts } from '../../../src/model/index.js';
import { readPack } from '../shipped-packs.js';
import { DAY } from './flow-world.js';

const PACKS = new Map(['cn', 'my', 'sg'].map((id) => [id.toUpperCase(), readPack(id).pack]));

/** Whose law each exchange decides by. */
export interface Laws {
  readonly provider: string;
  readonly consumer: string;
}
export const CN_MY: Laws = { provider: 'CN', consumer: 'MY' };
export const MY_CN: Laws = { provider: 'MY', consumer: 'CN' };

/** What the two sides state beside what is derived. */
export interface Statements {
  readonly provider?: object;
  readonly consumer?: object;
}

/** A flow between the exchanges of two jurisdictions. */
export class TwoSides {
  readonly base: FlowFacts;
  readonly facts: FlowFacts;
  readonly flow: FlowInput;
  readonly #laws: Laws;

  constructor(flow: FlowInput, laws: Laws, stated: Statements = {}) {
    this.flow = flow;
    this.#laws = laws;
    this.base = factsOfFlow(flow);
    const [provider, consumer] = (['provider', 'consumer'] as const).map((side) => {
      const facts = overWire(mergeFacts(this.base, parseFacts({ ...this.base, ...stated[side] })));
      requireOwnFacts(facts, side, this.base);
      return facts;
    });
    this.facts = mergeFacts(this.base, provider ?? this.base, consumer ?? this.base);
  }

  /** What a side decides with: its own pack and those of third jurisdictions. */
  input(side: 'provider' | 'consumer', attestations: readonly KnownAttestation[] = []): DecisionInput {
    const other = this.#laws[side === 'provider' ? 'consumer' : 'provider'];
    const packs = [...PACKS].filter(([law]) => law !== other).map(([, pack]) => pack);
    const { listing, provider, consumer } = this.flow;
    const subject = {
      product: listing.product.id,
      listing: listing.id,
      revision: 'aa'.repeat(32),
      provider: provider.id,
      consumer: consumer.id,
      acts: [],
    };
    return { facts: this.facts, attestations, subject, packs, elsewhere: new Set([other]) };
  }

  decide(
    side: 'provider' | 'consumer',
    attestations: readonly KnownAttestation[] = [],
    orders: DecisionInput['orders'] = [],
  ): Decided {
    return decideFlow({ ...this.input(side, attestations), orders });
  }
}

const HEAD = newHead({
  env: 'SANDBOX',
  issuer: 'one.example',
  audience: ['other.example'],
  issuedAt: Date.parse(`${DAY}T08:00:00Z`),
  nonce: '00'.repeat(16),
  agreementDigest: 'dd'.repeat(32),
});

/** Facts as they arrive: written, parsed and read. */
export function overWire(facts: FlowFacts): FlowFacts {
  return readStatedFacts(parseFlowFacts({ head: HEAD, ...toFactsBody(facts) }));
}

/** A decision as it arrives. */
export function signedOut(decided: Decided): ComplianceDecision {
  const references = {
    subject: 'aa'.repeat(32),
    asOf: DAY,
    packDigests: ['cc'.repeat(32)],
    factsDigests: ['ff'.repeat(32)],
  };
  return parseComplianceDecision({ head: HEAD, ...toDecisionBody(decided, references) });
}

/** Outcome, missing facts and needs of each jurisdiction, for short. */
export function told({ result }: Decided): readonly string[] {
  return result.legs.flatMap((leg) =>
    leg.jurisdictions.map(({ jurisdiction, outcome, missingFacts, needs }) =>
      [
        `${leg.from}-${leg.to} ${jurisdiction} ${outcome}`,
        ...missingFacts,
        ...needs.map(({ anyOf }) => anyOf.join('|')),
      ].join(' '),
    ),
  );
}
