import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import {
  type DigestHex,
  type ExchangeId,
  parseDocument,
  type Receipt,
  type ReceiptBatch,
  type ReceiptItem,
} from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import { formAgreement } from '../agreement/form-agreement.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import { keyResolver } from '../receive/resolve-keys.js';
import { requireStatedAlgorithms } from '../receive/stated-algorithms.js';

/** A receipt of a peer that verifies, and the forms that it answers. */
export interface GotReceipt {
  readonly peer: ExchangeId;
  readonly document: SignedDocument;
  readonly receipt: Receipt | ReceiptBatch;
}

/**
 * Verifies what a peer answered: its receipt key signed it, for this exchange.
 * @throws SelatError RECEIPT_MISMATCH, and every reason of gate and signatures [RCP-5]
 */
export async function readReceipt(deps: Deps, peer: ExchangeId, document: SignedDocument): Promise<GotReceipt> {
  const { self, clock, reader } = deps;
  const keys = keyResolver(reader);
  const verified = await verifyDocument(document, { env: self.env, receiver: self.exchange, now: clock(), keys });
  const parsed = parseDocument(verified.type, verified.message);
  const isReceipt = parsed.type === 'selat.v1.Receipt' || parsed.type === 'selat.v1.ReceiptBatch';
  if (!isReceipt || parsed.head.issuer !== peer || !parsed.head.audience.includes(self.exchange)) {
    const message = `cannot take ${verified.type} of ${parsed.head.issuer} as the answer of ${peer}: it is no receipt of ${peer} for ${self.exchange}`;
    throw new SelatError('RECEIPT_MISMATCH', message, { peer, type: verified.type, issuer: parsed.head.issuer });
  }
  await requireStatedAlgorithms(deps, verified);
  return { peer, document, receipt: parsed };
}

/**
 * Stores a receipt, logs it once, settles the deliveries that it answers, and draws what follows from an acceptance. The
 * receiver of a receipt logs one leaf and answers nothing.
 */
export async function applyReceipt(deps: Deps, { peer, document, receipt }: GotReceipt): Promise<Change> {
  const { reader } = deps;
  const { digest, submissionDigest } = nameDocument(document);
  const got = [{ peer, digest, document, items: receipt.items }];
  const effect = await effectOf(deps, peer, receipt.items);
  if ((await reader.findDocument(digest)) !== undefined) return { receiptsGot: got, ...effect };
  const leaf = { act: document.type, direction: 'in', chain: peer, documentDigest: digest, submissionDigest } as const;
  return {
    documents: [{ digest, submissionDigest, issuer: peer, form: 'complete', document }],
    leaves: [leaf],
    receiptsGot: got,
    ...effect,
  };
}

/** An agreement that this exchange accepted is formed by the proposer's receipt for its complete form. [AGR-1] */
async function effectOf(
  { reader, self }: Deps,
  peer: ExchangeId,
  items: readonly ReceiptItem[],
): Promise<Pick<Change, 'rows' | 'backfill' | 'outbox'>> {
  for (const { documentDigest, submissionDigest, verdict } of items) {
    if (verdict === 'ACCEPTED' && (await isOwnAcceptance(documentDigest, submissionDigest))) {
      return formAgreement({ reader, self }, peer, documentDigest);
    }
  }
  return {};

  async function isOwnAcceptance(digest: DigestHex, submission: DigestHex): Promise<boolean> {
    const row = await reader.findAgreement(digest);
    if (row === undefined || row.peer !== peer || row.proposer === self.exchange) return false;
    const stored = await reader.findDocument(digest);
    return stored?.form === 'complete' && stored.submissionDigest === submission;
  }
}
