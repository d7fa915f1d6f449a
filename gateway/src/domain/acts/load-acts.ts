import { CODECS } from '@selat/proto/schema.js';
import { type DigestHex, type DomainDocument, type ExchangeId, parseDocument } from '@selat/sdk/model';
import type { Evidence, EvidenceReceipt, Reader, StoredDocument } from '../ports.js';

/** An accepted document as the folds of sdk/lifecycle read it. */
export interface Act {
  readonly digest: DigestHex;
  readonly form: 'offered' | 'complete';
  /** Exchange that made the act. */
  readonly by: ExchangeId;
  readonly document: DomainDocument;
}

/** A receipt item as the folds read it. */
export interface ActReceipt {
  readonly documentDigest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  readonly time: number;
  /** Exchange that issued the receipt. */
  readonly by: ExchangeId;
}

/** What a fold reads: documents filed under one subject and the receipts over them. */
export interface ActSet {
  readonly evidence: readonly Evidence[];
  readonly acts: readonly Act[];
  readonly receipts: readonly ActReceipt[];
}

/** Decodes and narrows a stored document. */
export function parseStored({ type, document }: Pick<StoredDocument, 'type' | 'document'>): DomainDocument {
  return parseDocument(type, CODECS[type]?.decode(document.payload));
}

function toReceipt({ documentDigest, submissionDigest, verdict, time, issuer }: EvidenceReceipt): ActReceipt {
  return { documentDigest, submissionDigest, verdict, time, by: issuer };
}

function toActSet(evidence: readonly Evidence[], receipts: readonly EvidenceReceipt[]): ActSet {
  const acts = evidence.map((item) => ({
    digest: item.digest,
    form: item.form,
    by: item.by,
    document: parseStored(item),
  }));
  return { evidence, acts, receipts: receipts.map(toReceipt) };
}

/** Loads what the fold of one subject reads. */
export async function loadActs(reader: Reader, subject: string): Promise<ActSet> {
  const evidence = await reader.listEvidence(subject);
  const receipts = evidence.length === 0 ? [] : await reader.listReceipts(evidence.map(({ digest }) => digest));
  return toActSet(evidence, receipts);
}

/** Loads what the folds of many subjects read, in two queries. */
export async function loadActsOf(reader: Reader, subjects: readonly string[]): Promise<ReadonlyMap<string, ActSet>> {
  const bySubject = await reader.listEvidenceOf(subjects);
  const digests = [...bySubject.values()].flatMap((items) => items.map(({ digest }) => digest));
  const receipts = digests.length === 0 ? [] : await reader.listReceipts(digests);
  const sets = subjects.map((subject) => {
    const evidence = bySubject.get(subject) ?? [];
    const own = new Set(evidence.map(({ digest }) => digest));
    const relevant = receipts.filter(({ documentDigest }) => own.has(documentDigest));
    return [subject, toActSet(evidence, relevant)] as const;
  });
  return new Map(sets);
}
