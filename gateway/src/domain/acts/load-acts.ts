import { CODECS } from '@selat/proto/schema.js';
import type { Act, ReceiptFact } from '@selat/sdk/lifecycle';
import { type DigestHex, type DomainDocument, parseDocument } from '@selat/sdk/model';
import type { Evidence, EvidenceReceipt, Reader, StoredDocument } from '../ports.js';

/** What a fold reads: documents filed under one subject and the receipts over them. */
export interface ActSet {
  readonly evidence: readonly Evidence[];
  readonly acts: readonly Act[];
  readonly receipts: readonly ReceiptFact[];
}

/** Most narrowed documents kept, and the largest payload of one, bytes. */
const MAX_KEPT = 256;
const MAX_KEPT_BYTES = 16_384;

/**
 * Documents narrowed lately. A digest has one meaning for ever, and the same agreement and participant record are read for
 * every act under them.
 */
const kept = new Map<DigestHex, DomainDocument>();

/** Decodes and narrows a stored document; with its digest, at most once while it is in use. */
export function parseStored({
  digest,
  type,
  document,
}: Pick<StoredDocument, 'type' | 'document'> & { readonly digest?: DigestHex }): DomainDocument {
  const known = digest === undefined ? undefined : kept.get(digest);
  const parsed = known ?? parseDocument(type, CODECS[type]?.decode(document.payload));
  if (digest !== undefined && document.payload.length <= MAX_KEPT_BYTES) keep(digest, parsed);
  return parsed;
}

/** The one used longest ago goes first: a Map keeps the order of its insertions. */
function keep(digest: DigestHex, parsed: DomainDocument): void {
  kept.delete(digest);
  kept.set(digest, parsed);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}

/** The acts of lists that a store remembers, and gives again as the same object. */
const actsOf = new WeakMap<readonly Evidence[], readonly Act[]>();

function toActSet(evidence: readonly Evidence[], receipts: readonly EvidenceReceipt[]): ActSet {
  const acts = actsOf.get(evidence) ?? evidence.map(toAct);
  actsOf.set(evidence, acts);
  return { evidence, acts, receipts };
}

function toAct(item: Evidence): Act {
  const { digest, submissionDigest, form } = item;
  return { digest, submissionDigest, form, document: parseStored(item) };
}

/** Loads what the fold of one subject reads. */
export async function loadActs(reader: Reader, subject: string): Promise<ActSet> {
  const evidence = await reader.listEvidence(subject);
  const receipts = evidence.length === 0 ? [] : await reader.listReceipts(evidence.map(({ digest }) => digest));
  return toActSet(evidence, receipts);
}

/** Loads what the folds of many subjects read, in two queries. */
export async function loadActsOf(reader: Reader, subjects: readonly string[]): Promise<ReadonlyMap<string, ActSet>> {
  const [subject] = subjects;
  if (subject !== undefined && subjects.length === 1) return new Map([[subject, await loadActs(reader, subject)]]);
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
