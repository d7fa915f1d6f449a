import { SelatError } from '@selat/sdk/errors';
import { mayActOnAgreement, refuseOnAgreement } from '@selat/sdk/lifecycle';
import type { ExchangeId, PeerAgreement } from '@selat/sdk/model';
import { formAgreement } from '../agreement/form-agreement.js';
import {
  agreementSubject,
  type LoadedAgreement,
  loadAgreements,
  requireSuccession,
  touchAgreement,
} from '../agreement/load-agreement.js';
import { findDescriptor, requireProfiles } from '../agreement/negotiate.js';
import { agreementRow, sideOf } from '../agreement/propose-agreement.js';
import { isInChain } from '../keys/descriptor-chain.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

/** A peer offers an agreement, or completes one that this exchange offered. [AGR-1] */
export async function acceptPeerAgreement(deps: Deps, received: Received<PeerAgreement>): Promise<Effect> {
  const { peer, parsed, digest, verified } = received;
  await requireOwnIdentity(deps, received);
  requireAgreedAlgorithms(received);
  if (verified.form === 'complete') {
    if (parsed.proposer.exchange !== deps.self.exchange || received.existing === undefined) throw notOffered(received);
    await requireProposed(deps, received);
    await requireSuccession(deps, peer, digest, parsed);
    const formed = await formAgreement(deps, peer, digest);
    return { ...formed, rows: [...(formed.rows ?? []), await touchAgreement(deps.reader, digest)] };
  }
  await requireRoom(deps, peer);
  await requireKnownProfiles(deps, received);
  return {
    rows: [{ table: 'agreement', expectedVersion: 0, row: agreementRow(deps, digest, peer, peer) }],
    evidence: [{ subject: agreementSubject(peer), digest, by: peer }],
  };
}

/** A proposal that either party declined, or that is over, can no longer be signed. [AGR-12] */
async function requireProposed(deps: Deps, { peer, digest }: Received<PeerAgreement>): Promise<void> {
  const { self } = deps;
  const known = (await loadAgreements(deps, peer)).find((one) => one.digest === digest);
  if (known === undefined) return;
  mayActOnAgreement(known.state, 'accept', peer);
  if (!isTakenBack(known, self.exchange)) return;
  throw refuseOnAgreement(known.state, 'accept', `${self.exchange} took its proposal back before`);
}

/** The own DECLINE counts from when it was logged here, also while the peer has not answered it. [AGR-9] */
function isTakenBack({ digest, set }: LoadedAgreement, proposer: ExchangeId): boolean {
  return set.acts.some(({ document }) => {
    const isDecline = document.type === 'selat.v1.AgreementNotice' && document.kind === 'DECLINE';
    return isDecline && document.agreement === digest && document.head.issuer === proposer;
  });
}

/** Proposals of one peer that may wait for an answer at a time: every later act folds them all. */
const MAX_OPEN_PROPOSALS = 8;

async function requireRoom(deps: Deps, peer: ExchangeId): Promise<void> {
  const agreements = await loadAgreements(deps, peer);
  const open = agreements.filter(
    ({ state, agreement }) => state.state === 'proposed' && agreement.proposer.exchange === peer,
  );
  if (open.length < MAX_OPEN_PROPOSALS) return;
  const message = `cannot take another proposal of ${peer}: ${open.length} wait for an answer`;
  throw new SelatError('LIMIT_EXCEEDED', message, { peer, open: String(open.length) });
}

/** An agreement on what one side cannot do would be broken on its first day. [AGR-15] */
async function requireKnownProfiles(deps: Deps, { peer, parsed }: Received<PeerAgreement>): Promise<void> {
  const { reader, self } = deps;
  const row = await reader.findPeer(peer);
  const [own, theirs] = await Promise.all([
    findDescriptor(reader, self.descriptorDigest),
    findDescriptor(reader, row?.descriptor_digest ?? ''),
  ]);
  if (own === undefined || theirs === undefined) throw new Error(`a descriptor of ${self.exchange} or ${peer} is lost`);
  requireProfiles(parsed.profiles, sideOf(own), sideOf(theirs));
}

/** Both parties are named with descriptors that the operators compared, or that are trusted through those. [AGR-1] */
async function requireOwnIdentity({ self, reader }: Deps, { peer, parsed }: Received<PeerAgreement>): Promise<void> {
  const row = await reader.findPeer(peer);
  const newest = new Map([
    [self.exchange, self.descriptorDigest],
    [peer, row?.descriptor_digest],
  ]);
  for (const { exchange, fingerprint } of [parsed.proposer, parsed.acceptor]) {
    const known = newest.get(exchange);
    if (known !== undefined && (await isInChain(reader, known, fingerprint))) continue;
    const message = `cannot accept the agreement: it names ${exchange} with fingerprint sha256:${fingerprint}, which was not compared here`;
    throw new SelatError('AGREEMENT_MISMATCH', message, { exchange, fingerprint: `sha256:${fingerprint}` });
  }
}

/** The signers list holds each party to the algorithms that the agreement states for it. [DOC-7] */
function requireAgreedAlgorithms({ parsed, verified }: Received<PeerAgreement>): void {
  const entries = [
    ...parsed.proposer.algorithms.map((alg) => `${parsed.proposer.exchange}#issuer#${alg}`),
    ...parsed.acceptor.algorithms.map((alg) => `${parsed.acceptor.exchange}#acceptor#${alg}`),
  ];
  if (entries.join() === verified.signers.join()) return;
  const facts = { agreed: entries.join(' '), signers: verified.signers.join(' ') };
  const message = `cannot accept the agreement: its signers are ${facts.signers}, its parties agree on ${facts.agreed}`;
  throw new SelatError('SIGNER_NOT_ALLOWED', message, facts);
}

function notOffered({ digest, peer }: Received): SelatError {
  const message = `cannot accept the agreement sha256:${digest} of ${peer}: this exchange never offered it`;
  return new SelatError('AGREEMENT_MISMATCH', message, { peer, agreement: `sha256:${digest}` });
}
