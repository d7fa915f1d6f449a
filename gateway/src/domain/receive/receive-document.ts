import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type DocumentNames, documentNames, type VerifiedDocument, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type DigestHex, type ExchangeId, parseDocument } from '@selat/sdk/model';
import { type NamedForm, nameDocument, toNamedForm } from '../acts/own-act.js';
import type { AnswerWrite, Change } from '../change.js';
import type { Deps, EvidenceReceipt, StoredDocument } from '../ports.js';
import { acceptDocument, requireSubmittable } from './acceptors.js';
import { authorise } from './authorise.js';
import type { Effect } from './received.js';
import { keyResolver } from './resolve-keys.js';

/** How a submission reached this gateway. */
export interface Arrival {
  readonly peer: ExchangeId;
  /** Answers of one channel may share a signature. */
  readonly channel: string;
  readonly kind: 'unary' | 'stream';
}

/**
 * Takes one submission of a peer: gate, signatures, authorisation, decision, log, receipt.
 *
 * Only a document that passes the first three gets a stored receipt, ACCEPTED or REFUSED; whatever fails before leaves
 * nothing under its digest, so that a bad copy sent first never blocks the good document. [RCP-2] [RCP-6]
 *
 * @returns the signed Receipt or ReceiptBatch that answers it
 * @throws SelatError every reason of gate, signatures and authorisation; every deferred reason of the decision
 */
export async function receiveDocument(deps: Deps, document: SignedDocument, arrival: Arrival): Promise<SignedDocument> {
  const names = documentNames(document.type, document.payload, document.signatures);
  const { answer } = await findKnown(deps, toNamedForm(names), arrival);
  return answer ?? decideOn(deps, document, names, arrival);
}

/** What is stored of a document, and the receipt that this form of it was given. */
interface Known {
  readonly existing: StoredDocument | undefined;
  readonly answer: SignedDocument | undefined;
}

/** Whatever is answered is stored with its answer, so that of a new document nothing more needs to be looked for. */
async function findKnown({ reader }: Deps, { digest, submissionDigest }: NamedForm, { peer }: Arrival): Promise<Known> {
  const existing = await reader.findDocument(digest);
  return { existing, answer: existing && (await reader.findAnswer(peer, submissionDigest)) };
}

async function decideOn(
  deps: Deps,
  document: SignedDocument,
  names: DocumentNames,
  arrival: Arrival,
): Promise<SignedDocument> {
  const { self, clock, reader, committer, probe } = deps;
  const named = toNamedForm(names);
  const against = { env: self.env, receiver: self.exchange, now: clock(), keys: keyResolver(reader), names };
  // Held until it is decided on and no longer: what hundreds of documents in flight keep is copied by every collection.
  let held: VerifiedDocument | undefined = await verifyDocument(document, against);
  let earlier: SignedDocument | undefined;
  probe.hit('receive:verified');
  const { receipt } = await committer.commit(async () => {
    const { existing, answer } = await findKnown(deps, named, arrival);
    earlier = answer;
    if (earlier !== undefined) return {};
    const verified = held ?? (await verifyDocument(document, against));
    held = undefined;
    await authorise(deps, { peer: arrival.peer, verified, existing });
    return decide(deps, verified, document, named, arrival, existing);
  });
  probe.hit('receive:committed');
  const answer = receipt ?? earlier;
  if (answer === undefined) throw new Error(`the committer gave no receipt for submission ${named.submissionDigest}`);
  return answer;
}

async function decide(
  deps: Deps,
  verified: VerifiedDocument,
  document: SignedDocument,
  named: NamedForm,
  arrival: Arrival,
  existing: StoredDocument | undefined,
): Promise<Change> {
  const { type, form, head } = verified;
  // Receipts that a peer gave are documents here too: what is no submission is not answered as one that came before.
  requireSubmittable(type);
  const write = { ...named, issuer: head.issuer, form, document };
  const answer: Omit<AnswerWrite, 'verdict'> = {
    ...named,
    ...toAnswer(arrival),
    act: type,
    documentDigest: named.digest,
  };
  const addsNothing = existing !== undefined && (existing.form === 'complete' || form === 'offered');
  if (addsNothing) return { documents: [write], answer: { ...answer, ...(await verdictBefore(deps, named.digest)) } };
  const leaf = { act: type, direction: 'in', chain: arrival.peer, ...toLeaf(named) } as const;
  const ruling = await rule(deps, verified, named, arrival, existing);
  if (ruling instanceof SelatError) {
    const refusal = { verdict: 'REFUSED', reason: ruling.reason, detail: ruling.message.slice(0, 1024) } as const;
    return { documents: [{ ...write, isRefused: true }], leaves: [leaf], answer: { ...answer, ...refusal } };
  }
  return { ...ruling, documents: [write], leaves: [leaf], answer: { ...answer, verdict: 'ACCEPTED' } };
}

function toAnswer({ peer, channel, kind }: Arrival): Pick<AnswerWrite, 'submitter' | 'channel' | 'kind'> {
  return { submitter: peer, channel, kind };
}

function toLeaf({ digest, submissionDigest }: NamedForm): { documentDigest: DigestHex; submissionDigest: DigestHex } {
  return { documentDigest: digest, submissionDigest };
}

/** The effect of accepting, or the reason for a stored refusal. */
async function rule(
  deps: Deps,
  verified: VerifiedDocument,
  named: NamedForm,
  { peer }: Arrival,
  existing: StoredDocument | undefined,
): Promise<Effect | SelatError> {
  try {
    const parsed = parseDocument(verified.type, verified.message);
    const received = { peer, verified, parsed, ...named, now: deps.clock(), ...(existing ? { existing } : {}) };
    return await acceptDocument(deps, received);
  } catch (error) {
    if (!(error instanceof SelatError) || error.isRetryable || error.fault === 'unimplemented') throw error;
    return error;
  }
}

/** A form that adds no position is answered as the first one was, and points at its leaf. [RCP-7] */
async function verdictBefore(
  { reader, self }: Deps,
  digest: DigestHex,
): Promise<Pick<AnswerWrite, 'verdict' | 'reason' | 'detail' | 'firstLeaf'>> {
  const receipts = await reader.listReceipts([digest]);
  const own = receipts.filter(({ issuer }) => issuer === self.exchange).sort((a, b) => a.logIndex - b.logIndex);
  const first: EvidenceReceipt | undefined = own[0];
  if (first === undefined) return { verdict: 'ACCEPTED', firstLeaf: (await reader.findFirstLeaf(digest)) ?? 0 };
  const { verdict, reason, detail, logIndex } = first;
  return { verdict, firstLeaf: logIndex, ...(reason ? { reason } : {}), ...(detail ? { detail } : {}) };
}

/** Keeps a submission that got no receipt for the operator to see. Nothing under its digest is changed. */
export async function recordAttempt(
  { committer, clock }: Deps,
  document: SignedDocument,
  peer: ExchangeId,
  { reason, message }: SelatError,
): Promise<void> {
  const { digest } = nameDocument(document);
  const type = document.type.slice(0, 64);
  const attempt = { peer, at: clock(), type, digest, reason, message: message.slice(0, 1024) };
  await committer.commit(async () => ({ attempt }));
}
