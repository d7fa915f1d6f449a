import type { DocumentHead, SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  type AwaitedSigner,
  countersign,
  type DocumentNames,
  documentNames,
  newHead,
  offerDocument,
  signDocument,
} from '@selat/sdk/document';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { DocumentWrite, EvidenceWrite, LeafWrite, OutboxWrite } from '../change.js';
import type { Deps } from '../ports.js';

/** A message that this exchange issues, without its head. */
export interface OwnMessage {
  readonly type: string;
  readonly message: object;
  /** The one peer that it is for; absent = a broadcast to every peer. */
  readonly to?: ExchangeId;
  /** Document digest of the agreement in force with that peer. */
  readonly agreementDigest?: DigestHex;
  /** Signatures that the peer will add. */
  readonly awaited?: readonly AwaitedSigner[];
}

/** A document of this exchange in one form, ready to be stored, logged and sent. */
export interface OwnAct {
  readonly digest: DigestHex;
  readonly write: DocumentWrite;
}

/** One form of a document by its names, as the store has them. */
export interface NamedForm {
  readonly digest: DigestHex;
  readonly submissionDigest: DigestHex;
}

/** The names in the form that the store has them in. */
export function toNamedForm({ documentDigest, submissionDigest }: DocumentNames): NamedForm {
  return { digest: documentDigest.toString('hex'), submissionDigest: submissionDigest.toString('hex') };
}

/** Names one form of a document. */
export function nameDocument({ type, payload, signatures }: SignedDocument): NamedForm {
  return toNamedForm(documentNames(type, payload, signatures));
}

/** The head of a message that this exchange issues now. */
export function ownHead({ self, clock, random }: Deps, own: Pick<OwnMessage, 'to' | 'agreementDigest'>): DocumentHead {
  const { to, agreementDigest } = own;
  const pin = agreementDigest === undefined ? {} : { agreementDigest: Buffer.from(agreementDigest, 'hex') };
  const reach = { env: self.env, issuer: self.exchange, audience: to === undefined ? [] : [to] };
  return newHead({ ...reach, issuedAt: clock(), ...pin }, random);
}

/**
 * Gives a message its head, signs it with every document key of this exchange, and names it.
 * @throws SelatError what the gate of a peer would refuse is refused here first
 */
export async function signAct(deps: Deps, own: OwnMessage): Promise<OwnAct> {
  const { self, signing } = deps;
  const head = ownHead(deps, own);
  const signers = signing.document.map((signer) => ({ id: self.exchange, role: 'issuer', signer }));
  const draft = { type: own.type, message: { ...own.message, head }, signers };
  const document =
    own.awaited === undefined ? await signDocument(draft) : await offerDocument({ ...draft, awaited: own.awaited });
  const form = own.awaited === undefined ? 'complete' : 'offered';
  const named = nameDocument(document);
  return { digest: named.digest, write: { ...named, issuer: self.exchange, form, document } };
}

/** Adds this exchange's signatures, as acceptor, to a document that a peer offered. */
export async function completeAct(deps: Deps, offered: SignedDocument, issuer: ExchangeId): Promise<OwnAct> {
  const { self, clock, signing } = deps;
  const iat = Math.floor(clock() / 1000);
  const document = await countersign(offered, { id: self.exchange, role: 'acceptor', signers: signing.document, iat });
  const named = nameDocument(document);
  return { digest: named.digest, write: { ...named, issuer, form: 'complete', document } };
}

/** The leaf of a document that leaves on the chain of one peer, or on `*`. */
export function outLeaf({ write }: OwnAct, peer?: ExchangeId): LeafWrite {
  const { digest, submissionDigest: submission, document } = write;
  return {
    act: document.type,
    direction: 'out',
    chain: peer ?? '*',
    documentDigest: digest,
    submissionDigest: submission,
  };
}

/** The leaf of a local act without a document. @param about id of what it is about */
export function localLeaf(verb: string, about?: string): LeafWrite {
  return { act: `local/${verb}`, direction: 'local', chain: '-', ...(about === undefined ? {} : { about }) };
}

/** Delivery of an act to one peer. */
export function deliverTo(peer: ExchangeId, { write }: OwnAct): OutboxWrite {
  return { peer, digest: write.digest, submissionDigest: write.submissionDigest };
}

/** Delivery of an act to every peer that has formed an agreement. */
export function deliverToAll({ write }: OwnAct): Omit<OutboxWrite, 'peer'> {
  return { digest: write.digest, submissionDigest: write.submissionDigest };
}

/** Files an act of this exchange under a subject. */
export function fileUnder(subject: string, { write }: OwnAct, by: ExchangeId): EvidenceWrite {
  return { subject, digest: write.digest, by };
}
