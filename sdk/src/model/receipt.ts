import type { ChainHead as WireChainHead } from '@selat/proto/selat/v1/log.js';
import type * as wire from '@selat/proto/selat/v1/receipt.js';
import { audienceOf, type Head, parseHead, requireExchangeIssuer } from './head.js';
import {
  fieldInvalid,
  findRepeated,
  given,
  present,
  requireField,
  toHex,
  toHexOrAbsent,
  toNumber,
  toTextOrAbsent,
} from './narrow.js';
import type { DigestHex, Instant } from './scalars.js';

const SINGLE = 'selat.v1.Receipt';
const BATCH = 'selat.v1.ReceiptBatch';

interface ReceiptFields {
  /** Issuer: receiver of the submissions; audience: their submitter. */
  readonly head: Head;
  /** One in a Receipt, 1 to 256 in a ReceiptBatch, in the order of their log indexes. */
  readonly items: readonly ReceiptItem[];
  /** Heads of the submitter's chain and of `*` after the acts. [RCP-4] */
  readonly chainHeads: readonly ChainHead[];
  readonly logOrigin: string;
}

/** The answer to one submission. [RCP-1] */
export interface Receipt extends ReceiptFields {
  readonly type: typeof SINGLE;
}

/** The answers to submissions of one stream. [RCP-2] */
export interface ReceiptBatch extends ReceiptFields {
  readonly type: typeof BATCH;
}

/** One answered submission. */
export interface ReceiptItem {
  readonly documentDigest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  /** Reason of the closed table; present exactly where REFUSED. [ERR-2] */
  readonly reason?: string;
  readonly detail?: string;
  readonly logIndex: number;
  /** When the receiver sequenced the act: the log time that folds use. [GRT-9] */
  readonly time: Instant;
}

/** The newest entry of one chain. [LOG-3] */
export interface ChainHead {
  /** Exchange id of the peer, or `*`. */
  readonly chain: string;
  readonly sequence: number;
  /** Absent where the chain has no entry yet. */
  readonly leafHash?: DigestHex;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseReceipt(message: wire.Receipt): Receipt {
  const item = present(message.item, SINGLE, 'item');
  return { type: SINGLE, ...parseFields(message, [item], SINGLE, () => 'item') };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseReceiptBatch(message: wire.ReceiptBatch): ReceiptBatch {
  const batch = parseFields(message, message.items, BATCH, (index) => `items[${index}]`);
  batch.items.forEach((item, index) => {
    const ordered = item.logIndex >= (batch.items[index - 1]?.logIndex ?? 0);
    requireField(ordered, BATCH, `items[${index}].log_index`, 'is before that of the item before it');
  });
  return { type: BATCH, ...batch };
}

type WireReceipt = Pick<wire.Receipt, 'head' | 'chainHeads' | 'logOrigin'>;

function parseFields(
  message: WireReceipt,
  items: readonly wire.ReceiptItem[],
  type: string,
  pathOf: (index: number) => string,
): ReceiptFields {
  const head = parseHead(message.head, type, 'peer-before-agreement');
  requireExchangeIssuer(head, type);
  requireField(message.logOrigin.startsWith(`${head.issuer}/log/`), type, 'log_origin', 'is not a log of the issuer');
  const repeated = findRepeated(message.chainHeads.map(({ chain }) => chain));
  requireField(repeated === undefined, type, 'chain_heads', `hold chain ${repeated} twice`);
  return {
    head,
    items: items.map((item, index) => parseItem(item, type, pathOf(index))),
    chainHeads: message.chainHeads.map((chain, index) => parseChainHead(chain, head, type, `chain_heads[${index}]`)),
    logOrigin: message.logOrigin,
  };
}

function parseItem(item: wire.ReceiptItem, type: string, path: string): ReceiptItem {
  const { verdict } = item;
  if (verdict !== 'ACCEPTED' && verdict !== 'REFUSED') {
    throw fieldInvalid(type, `${path}.verdict`, 'is neither ACCEPTED nor REFUSED');
  }
  const reasoned = (item.reason !== '') === (verdict === 'REFUSED');
  const why = verdict === 'REFUSED' ? 'is missing where REFUSED' : 'is present where ACCEPTED';
  requireField(reasoned, type, `${path}.reason`, why);
  requireField(verdict === 'REFUSED' || item.detail === '', type, `${path}.detail`, 'is present where ACCEPTED');
  return {
    documentDigest: toHex(item.documentDigest),
    submissionDigest: toHex(item.submissionDigest),
    verdict,
    logIndex: toNumber(present(item.logIndex, type, `${path}.log_index`)),
    time: toNumber(item.timeMs),
    ...given({ reason: toTextOrAbsent(item.reason), detail: toTextOrAbsent(item.detail) }),
  };
}

function parseChainHead(message: WireChainHead, head: Head, type: string, path: string): ChainHead {
  const { chain } = message;
  requireField(chain === '*' || chain === audienceOf(head), type, `${path}.chain`, 'is neither the submitter nor *');
  const sequence = toNumber(present(message.sequence, type, `${path}.sequence`));
  const leafHash = toHexOrAbsent(message.leafHash);
  const why = sequence === 0 ? 'is present in an empty chain' : 'is missing';
  requireField((leafHash !== undefined) === sequence > 0, type, `${path}.leaf_hash`, why);
  return { chain, sequence, ...given({ leafHash }) };
}
