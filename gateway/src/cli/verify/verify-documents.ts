/** Checks documents offline: whether they agree with themselves, and whether those whom the reader named vouch for them. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { toDigestText, verifyGated } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { Instant, KeyResolver } from '@selat/sdk/keys';
import { buildKeyBook } from './key-book.js';
import { type OpenedDocument, openDocument } from './opened-document.js';
import { missingSignatures } from './required-signatures.js';
import type { Trust } from './trust.js';

/** One document of the file. */
export interface CheckedDocument {
  readonly type: string;
  readonly digest: string;
  /** `<id>#<role>#<alg>` of each signature that is there. */
  readonly signers: readonly string[];
  /** Index in the log of the exchange whose receipt is in the file; null without one. */
  readonly logIndex: number | null;
  /** Witnesses of the log entry; a file of documents alone has none. */
  readonly witnesses: readonly string[];
}

export interface VerifyReport {
  /** Every document is complete and signed by keys that the named descriptors vouch for. */
  readonly verified: boolean;
  /** Nothing in the file contradicts itself. */
  readonly consistent: boolean;
  readonly documents: readonly CheckedDocument[];
  readonly problems: readonly string[];
}

/** What a failed check means: the file contradicts itself, or only the keys to check it with are missing. */
const MISSING_KEYS: ReadonlySet<string> = new Set(['KEY_UNKNOWN']);

export async function verifyDocuments(
  documents: readonly SignedDocument[],
  trust: Trust,
  now: Instant,
): Promise<VerifyReport> {
  const problems: string[] = [];
  const opened = documents.flatMap((document) => tryOpen(document, now, problems));
  const named = trust.descriptors.flatMap((document) => tryOpen(document, now, problems));
  const environments = new Set(opened.map(({ gated }) => gated.head.env));
  if (environments.size > 1) problems.push('the documents belong to different environments');
  const all = [...opened, ...named];
  // Whatever the file brings along must at least agree with itself; what is named decides on trust.
  const anyKeys = await buildKeyBook(all, () => true, now);
  const isNamed = (digest: string) => trust.fingerprints.has(digest);
  const trustedKeys = await buildKeyBook(all, isNamed, now);
  const times = receiptTimes(opened);
  for (const each of opened) problems.push(...(await contradictions(each, anyKeys, times, now)));
  const consistent = problems.length === 0;
  const doubts = missingSignatures(opened);
  for (const each of opened) doubts.push(...(await doubtsOf(each, trustedKeys, times, now)));
  const isTrusting = trust.fingerprints.size > 0;
  if (isTrusting && consistent) problems.push(...doubts);
  if (!isTrusting && consistent) problems.push('consistent, but nobody you named vouches for it');
  const verified = isTrusting && consistent && doubts.length === 0 && opened.length > 0;
  return { verified, consistent, documents: opened.map((each) => toChecked(each, times)), problems };
}

function tryOpen(document: SignedDocument, now: Instant, problems: string[]): OpenedDocument[] {
  try {
    return [openDocument(document, now)];
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    problems.push(`${error.reason}: ${error.message}`);
    return [];
  }
}

interface Logged {
  readonly index: number;
  readonly time: Instant;
}

/** Where and when each document was logged, as the receipts of the file say. */
function receiptTimes(opened: readonly OpenedDocument[]): ReadonlyMap<string, Logged> {
  const times = new Map<string, Logged>();
  for (const { content } of opened) {
    if (content?.type !== 'selat.v1.Receipt' && content?.type !== 'selat.v1.ReceiptBatch') continue;
    for (const item of content.items) times.set(item.documentDigest, { index: item.logIndex, time: item.time });
  }
  return times;
}

async function checkSignatures(
  { gated, digest }: OpenedDocument,
  keys: KeyResolver,
  times: ReadonlyMap<string, Logged>,
  now: Instant,
): Promise<SelatError | undefined> {
  const logged = times.get(digest);
  const at = logged === undefined ? {} : { loggedAt: logged.time };
  try {
    await verifyGated(gated, { env: gated.head.env, now, keys, ...at });
    return undefined;
  } catch (error) {
    if (error instanceof SelatError) return error;
    throw error;
  }
}

async function contradictions(
  opened: OpenedDocument,
  keys: KeyResolver,
  times: ReadonlyMap<string, Logged>,
  now: Instant,
): Promise<string[]> {
  const error = await checkSignatures(opened, keys, times, now);
  return error === undefined || MISSING_KEYS.has(error.reason) ? [] : [`${error.reason}: ${error.message}`];
}

async function doubtsOf(
  opened: OpenedDocument,
  keys: KeyResolver,
  times: ReadonlyMap<string, Logged>,
  now: Instant,
): Promise<string[]> {
  const error = await checkSignatures(opened, keys, times, now);
  const { gated, digest } = opened;
  const offered =
    gated.form === 'offered' ? [`${gated.type} sha256:${digest} is only offered: signatures are missing`] : [];
  if (error === undefined) return offered;
  const said = MISSING_KEYS.has(error.reason) ? `${error.message} in a descriptor that you named` : error.message;
  return [...offered, `${error.reason}: ${said}`];
}

function toChecked({ gated, digest }: OpenedDocument, times: ReadonlyMap<string, Logged>): CheckedDocument {
  return {
    type: gated.type,
    digest: toDigestText(gated.documentDigest),
    signers: gated.positions.map(({ id, role, alg }) => `${id}#${role}#${alg}`),
    logIndex: times.get(digest)?.index ?? null,
    witnesses: [],
  };
}
