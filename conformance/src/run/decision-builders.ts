/** Builders of facts, decisions and status commitments. */
import { type Builder, base64, first, head, standingParticipant } from './builder.js';
import { digestOf } from './known-document.js';

const HOUR_MS = 3_600_000;

/** The day on which a document of the suite is made, in UTC. */
const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Facts of the peer about a flow to its own member. */
const facts: Builder = (input) => {
  const { suite, peer } = input;
  const recipient = { id: standingParticipant(peer.exchange), establishedIn: 'SG' };
  const stated = { asOf: dayOf(suite.world.now()), legs: [{ from: 'MY', to: 'SG', mode: 'REMOTE_QUERY', recipient }] };
  return { type: 'selat.v1.FlowFacts', message: { head: head(input, 'subject'), facts: stated } };
};

/** A decision of the peer on the listing in `of`, else on one that nobody made; by a pack and on facts that nobody made. */
const decision: Builder = (input) => {
  const { suite, of } = input;
  const random = () => base64(suite.world.random(32));
  const message = {
    head: head(input, 'subject'),
    subject: of.length === 0 ? random() : base64(digestOf(first(input))),
    packDigests: [random()],
    asOf: dayOf(suite.world.now()),
    factsDigests: [random()],
    result: { outcome: 'PERMIT', legs: [{ from: 'MY', to: 'SG', outcome: 'PERMIT' }] },
    mode: 'FULL',
  };
  return { type: 'selat.v1.ComplianceDecision', message };
};

/** What an exchange says of one of its status lists. */
const commitment: Builder = (input) => {
  const { suite } = input;
  const message = {
    head: head(input, 'everyone'),
    list: 'suite',
    sequence: '1',
    listDigest: base64(suite.world.random(32)),
    entries: 1024,
    sinceMs: String(suite.world.now() - HOUR_MS),
  };
  return { type: 'selat.v1.StatusCommitment', message };
};

/** Builder by name. */
export const DECISION_BUILDERS: Readonly<Record<string, Builder>> = {
  'flow-facts': facts,
  'compliance-decision': decision,
  'status-commitment': commitment,
};
