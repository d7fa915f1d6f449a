import { SCHEMA } from '@selat/proto/schema.js';
import { homeExchange, parseSignerEntry, type VerifiedDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { isCovered } from '@selat/sdk/lifecycle';
import type { AgreementParty, DigestHex, ExchangeId } from '@selat/sdk/model';
import { loadAgreementInForce, loadAgreements } from '../agreement/load-agreement.js';
import type { Deps, StoredDocument } from '../ports.js';
import { requireConsumerOfRequest, requireParticipantSignature } from './require-participant-signature.js';
import { requireParties } from './require-parties.js';
import { requireStatedAlgorithms } from './stated-algorithms.js';

/** Who submits what, before anything is decided. */
export interface Submission {
  readonly peer: ExchangeId;
  readonly verified: VerifiedDocument;
  /** The same bytes as known before, or undefined. */
  readonly existing: StoredDocument | undefined;
}

/**
 * Whether this peer may submit this document now: it is the home of the signer whose signature the submission adds, and
 * an agreement is in force that the document pins, or that succeeds the pinned one. [AGR-4] [AGR-5] [AGR-10]
 * @throws SelatError SUBMITTER_NOT_HOME, AGREEMENT_NOT_IN_FORCE, AGREEMENT_MISMATCH, SIGNER_NOT_ALLOWED
 */
export async function authorise(deps: Deps, submission: Submission): Promise<void> {
  const rules = SCHEMA[submission.verified.type]?.document;
  requireParties(submission.verified);
  await requireConsumerOfRequest(deps.reader, submission.verified);
  await requireParticipantSignature(deps.reader, submission.verified);
  if (rules?.relayable !== true) requireHome(deps, submission);
  if (rules?.beforeAgreement === true) return requireStatedAlgorithms(deps, submission.verified);
  await requireAgreement(deps, submission);
}

function requireHome({ self }: Deps, { peer, verified, existing }: Submission): void {
  const { type, head, positions } = verified;
  const isOurs = homeExchange(head.issuer) === self.exchange;
  const adds = positions.filter(({ isIssuing }) => !(isIssuing && (isOurs || existing !== undefined)));
  const added = existing?.form === 'complete' || adds.length === 0 ? positions : adds;
  const isHome = added.some(({ id }) => homeExchange(id) === peer) && adds.every(({ id }) => homeExchange(id) === peer);
  if (isHome) return;
  const signer = added[0]?.id ?? head.issuer;
  const message = `cannot accept ${type} from ${peer}: it is not the home exchange of ${signer}`;
  throw new SelatError('SUBMITTER_NOT_HOME', message, { type, peer, signer });
}

async function requireAgreement(deps: Deps, { peer, verified }: Submission): Promise<void> {
  const { type, head } = verified;
  const inForce = await loadAgreementInForce(deps, peer);
  if (head.audience.length === 1) {
    await requirePinned(deps, { peer, type, pinned: head.agreementDigest?.toString('hex') ?? '' }, inForce.digest);
  } else if (head.agreementDigest !== undefined) {
    const message = `cannot accept ${type}: it pins an agreement, but its audience is not one exchange`;
    throw new SelatError('AGREEMENT_MISMATCH', message, { type, audience: head.audience.join(' ') });
  }
  for (const party of [inForce.agreement.proposer, inForce.agreement.acceptor]) requireAlgorithms(verified, party);
}

/** The signers list holds each exchange to the algorithms that the agreement states for it. [DOC-7] */
function requireAlgorithms({ type, signers }: VerifiedDocument, { exchange, algorithms }: AgreementParty): void {
  const listed = signers.map(parseSignerEntry).flatMap(({ id, alg }) => (id === exchange ? [alg] : []));
  if (listed.length === 0 || listed.join() === algorithms.join()) return;
  const facts = { type, exchange, agreed: algorithms.join(' '), listed: listed.join(' ') };
  const message = `cannot accept ${type}: ${exchange} agreed to sign with ${facts.agreed}, its signers list says ${facts.listed}`;
  throw new SelatError('SIGNER_NOT_ALLOWED', message, facts);
}

/** What was signed before a renewal arrives after it: the agreement that was superseded still names the one in force. */
async function requirePinned(
  deps: Deps,
  { peer, type, pinned }: { readonly peer: ExchangeId; readonly type: string; readonly pinned: DigestHex },
  inForce: DigestHex,
): Promise<void> {
  if (pinned === inForce) return;
  const states = (await loadAgreements(deps, peer)).map(({ state }) => state);
  if (isCovered(pinned, states)) return;
  const facts = { type, pinned: pinned === '' ? 'none' : `sha256:${pinned}`, inForce: `sha256:${inForce}` };
  const message = `cannot accept ${type}: it pins agreement ${facts.pinned}, in force is ${facts.inForce}`;
  throw new SelatError('AGREEMENT_MISMATCH', message, facts);
}
