import { parseHeader, toSignerEntry } from '@selat/sdk/document';
import { parseAlgorithm } from '@selat/sdk/keys';
import type { DigestHex } from '@selat/sdk/model';
import type { EvidenceReceipt, StoredDocument } from '../ports.js';
import type { ReceiptView } from '../use-cases.js';

/** Prints a digest as everybody reads it: `sha256:<hex>`. */
export function printDigest(digest: DigestHex): string {
  return `sha256:${digest}`;
}

/** Prints one receipt item. */
export function printReceipt({ issuer, submitter, verdict, reason, logIndex, time }: EvidenceReceipt): ReceiptView {
  return { by: issuer, submitter, verdict, logIndex, time, ...(reason === undefined ? {} : { reason }) };
}

/** Text by language, as an object. */
export function printTexts(
  texts: readonly { readonly language: string; readonly text: string }[],
): Record<string, string> {
  return Object.fromEntries(texts.map(({ language, text }) => [language, text]));
}

/** Signers entries of the signatures that a stored document carries. */
export function signersOf({ document }: Pick<StoredDocument, 'document'>): readonly string[] {
  return document.signatures.map((signature) => {
    const { iss, role, alg } = parseHeader(signature.protected);
    return toSignerEntry({ id: iss, role, alg: parseAlgorithm(alg) });
  });
}
