import type { AgreementNotice, DigestHex, ExchangeId, Instant, PeerAgreement } from '../model/index.js';
import type { Act, PendingAct, ReceiptFact } from './acts.js';

/** Where an agreement is in its life. Business documents cross only while it is `in-force`. [AGR-5] */
export type AgreementStateName =
  | 'proposed'
  | 'declined'
  | 'not-started'
  | 'in-force'
  | 'suspended'
  | 'ended'
  | 'superseded'
  | 'expired';

/** One accepted document about agreements of the pair. */
export type AgreementAct = Act<PeerAgreement | AgreementNotice>;

/** Everything known to one side: any order, any repetition, also what concerns other agreements of the pair. */
export interface AgreementEvidence {
  /** Document digest of the agreement. */
  readonly id: DigestHex;
  readonly acts: readonly AgreementAct[];
  readonly receipts: readonly ReceiptFact[];
  readonly now: Instant;
}

/** The state of one agreement at one instant, as both sides compute it. */
export interface AgreementState {
  readonly state: AgreementStateName;
  readonly id: DigestHex;
  readonly agreement: PeerAgreement;
  /** Exchanges whose signatures the agreement carries. */
  readonly signers: readonly ExchangeId[];
  /** Log time of the acceptor's signature; present exactly where the agreement is formed. */
  readonly formedAt?: Instant;
  /** Earliest end known now; present exactly where the agreement is formed. */
  readonly endsAt?: Instant;
  /** Open SUSPEND notices. */
  readonly holds: readonly AgreementHold[];
  readonly pending: readonly PendingAct[];
}

/** A SUSPEND notice that its author has not resumed. */
export interface AgreementHold {
  readonly digest: DigestHex;
  readonly by: ExchangeId;
}
