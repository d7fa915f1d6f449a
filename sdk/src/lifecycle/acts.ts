import type { DigestHex, DomainDocument, ExchangeId, Instant } from '../model/index.js';

/** One accepted document as evidence of a fold. Who made it is read from its signed head, never from how it arrived. */
export interface Act<D extends DomainDocument = DomainDocument> {
  /** Document digest: names the content. [DOC-18] */
  readonly digest: DigestHex;
  /** Submission digest: names the received form. [DOC-19] */
  readonly submissionDigest: DigestHex;
  /** `offered`: the issuing side's signatures only; every other submission is `complete`. [DOC-8] */
  readonly form: 'offered' | 'complete';
  readonly document: D;
}

/** One answered submission, by whoever answered it. */
export interface ReceiptFact {
  readonly documentDigest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  /** When the issuer sequenced the act. */
  readonly time: Instant;
  /** Exchange that issued the receipt. */
  readonly issuer: ExchangeId;
  /** Why it was refused. */
  readonly reason?: string;
}

/** An act of which the other side's receipt is not here yet. */
export interface PendingAct {
  readonly digest: DigestHex;
  readonly type: DomainDocument['type'];
  /** Exchange whose act it is. */
  readonly by: ExchangeId;
}

/** Answers what the receipts say of one document. Of several receipts the earliest of a kind counts. */
export class Receipts {
  readonly #byDocument = new Map<DigestHex, ReceiptFact[]>();

  constructor(receipts: readonly ReceiptFact[]) {
    for (const receipt of receipts) {
      const known = this.#byDocument.get(receipt.documentDigest);
      if (known === undefined) this.#byDocument.set(receipt.documentDigest, [receipt]);
      else known.push(receipt);
    }
  }

  /** Log time of a document: the time in the earliest accepting receipt of `issuer`, or undefined. [GRT-9] */
  findLogTime(document: DigestHex, issuer: ExchangeId): Instant | undefined {
    return earliest(this.#accepted(document, issuer));
  }

  /** The same for certain received forms of the document. */
  findLogTimeOf(document: DigestHex, forms: ReadonlySet<DigestHex>, issuer: ExchangeId): Instant | undefined {
    return earliest(this.#accepted(document, issuer).filter((receipt) => forms.has(receipt.submissionDigest)));
  }

  /** The earliest refusal by `issuer`, or undefined where it never refused or also accepted. */
  findRefusal(document: DigestHex, issuer: ExchangeId): ReceiptFact | undefined {
    if (this.#accepted(document, issuer).length > 0) return undefined;
    const refusals = this.#of(document, issuer).sort((a, b) => a.time - b.time || compare(a.reason, b.reason));
    return refusals[0];
  }

  /** Whether `issuer` answered any form of the document, or one of `forms`. */
  isAnswered(document: DigestHex, issuer: ExchangeId, forms?: ReadonlySet<DigestHex>): boolean {
    return this.#of(document, issuer).some((receipt) => forms?.has(receipt.submissionDigest) ?? true);
  }

  #of(document: DigestHex, issuer: ExchangeId): ReceiptFact[] {
    return (this.#byDocument.get(document) ?? []).filter((receipt) => receipt.issuer === issuer);
  }

  #accepted(document: DigestHex, issuer: ExchangeId): ReceiptFact[] {
    return this.#of(document, issuer).filter((receipt) => receipt.verdict === 'ACCEPTED');
  }
}

function earliest(receipts: readonly ReceiptFact[]): Instant | undefined {
  return receipts.length === 0 ? undefined : Math.min(...receipts.map((receipt) => receipt.time));
}

/** Orders by code unit, so that every implementation sorts alike; absent comes first. */
export function compare(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The acts whose document has the type, each digest once, in the order of their digests. */
export function actsOf<T extends DomainDocument['type']>(
  acts: readonly Act[],
  type: T,
): readonly Act<Extract<DomainDocument, { type: T }>>[] {
  const found = new Map<DigestHex, Act<Extract<DomainDocument, { type: T }>>>();
  for (const act of acts) if (isOfType(act, type)) found.set(act.digest, act);
  return [...found.values()].sort((a, b) => compare(a.digest, b.digest));
}

function isOfType<T extends DomainDocument['type']>(
  act: Act,
  type: T,
): act is Act<Extract<DomainDocument, { type: T }>> {
  return act.document.type === type;
}

/** Submission digests of the complete forms of one document. */
export function completeForms(acts: readonly Act[], digest: DigestHex): ReadonlySet<DigestHex> {
  const complete = acts.filter((act) => act.digest === digest && act.form === 'complete');
  return new Set(complete.map((act) => act.submissionDigest));
}

/** An act that takes effect at its log time, or later where it says so; a backdated time counts from log time. [GRT-11] */
export function effectOf(logTime: Instant, effectiveAt: Instant | undefined, now: Instant): Effect {
  const isLater = effectiveAt !== undefined && effectiveAt > logTime;
  return isLater ? { at: effectiveAt, isReached: now >= effectiveAt } : { at: logTime, isReached: true };
}

/** When something takes effect. What its receipt already proves is reached, even where the peer's clock is ahead. */
export interface Effect {
  readonly at: Instant;
  readonly isReached: boolean;
}
