import type * as wire from '@selat/proto/selat/v1/agreement.js';
import type { DisputeForum } from '@selat/proto/selat/v1/terms.js';
import { audienceOf, type Head, parseHead, requireExchangeIssuer } from './head.js';
import { checkForum } from './licence-terms.js';
import { fieldInvalid, given, present, requireField, toHex, toHexOrAbsent, toInstant, toNumber } from './narrow.js';
import type { DigestHex, ExchangeId, Instant } from './scalars.js';

const AGREEMENT = 'selat.v1.PeerAgreement';
const NOTICE = 'selat.v1.AgreementNotice';

/** What two exchanges agree before anything else crosses. [AGR-1] */
export interface PeerAgreement {
  readonly type: typeof AGREEMENT;
  readonly head: Head;
  /** Signs first. */
  readonly proposer: AgreementParty;
  readonly acceptor: AgreementParty;
  readonly profiles: readonly string[];
  /** Code of registry `assurance-level`. [RCP-3] */
  readonly receiptLevel: string;
  /** Seconds for each step. */
  readonly deadlines: Readonly<wire.Deadlines>;
  readonly statusMaxAgeSeconds: number;
  readonly witnessVkeys: readonly string[];
  readonly packPublishers: readonly Readonly<wire.PackPublisher>[];
  readonly governingLaw: string;
  readonly forum: Readonly<DisputeForum>;
  readonly contacts: readonly Readonly<wire.Contact>[];
  /** First instant of force. */
  readonly start: Instant;
  /** First instant without force. */
  readonly end: Instant;
  /** The agreement that this one replaces. */
  readonly supersedes?: DigestHex;
}

/** One of the two exchanges. [AGR-1] */
export interface AgreementParty {
  readonly exchange: ExchangeId;
  /** Document digest of the descriptor that the operators read aloud. [IDN-3] */
  readonly fingerprint: DigestHex;
  /** Algorithms with which the party signs, in the order of the signers list. [DOC-7] */
  readonly algorithms: readonly string[];
}

/** What an AgreementNotice does. [AGR-6] */
export type NoticeKind = 'DECLINE' | 'SUSPEND' | 'RESUME' | 'END';

/** A one-sided act on an agreement. [AGR-6] */
export interface AgreementNotice {
  readonly type: typeof NOTICE;
  readonly head: Head;
  readonly agreement: DigestHex;
  readonly kind: NoticeKind;
  /** Absent or past = when logged. */
  readonly effectiveAt?: Instant;
  /** The SUSPEND notice that a RESUME closes. */
  readonly resumes?: DigestHex;
  readonly note?: string;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parsePeerAgreement(message: wire.PeerAgreement): PeerAgreement {
  const [proposer, acceptor] = message.parties.map(parseParty);
  const agreement: PeerAgreement = {
    type: AGREEMENT,
    head: parseHead(message.head, AGREEMENT, 'peer-before-agreement'),
    proposer: present(proposer, AGREEMENT, 'parties[0]'),
    acceptor: present(acceptor, AGREEMENT, 'parties[1]'),
    profiles: message.profiles,
    receiptLevel: message.receiptLevel,
    deadlines: present(message.deadlines, AGREEMENT, 'deadlines'),
    statusMaxAgeSeconds: message.statusMaxAgeS,
    witnessVkeys: message.witnessVkeys,
    packPublishers: message.packPublishers,
    governingLaw: message.governingLaw,
    forum: present(message.forum, AGREEMENT, 'forum'),
    contacts: message.contacts,
    start: toNumber(message.startMs),
    end: toNumber(message.endMs),
    ...given({ supersedes: toHexOrAbsent(message.supersedes) }),
  };
  checkAgreement(agreement);
  return agreement;
}

function parseParty(party: wire.AgreementParty): AgreementParty {
  return { exchange: party.exchange, fingerprint: toHex(party.fingerprint), algorithms: party.algorithms };
}

function checkAgreement(agreement: PeerAgreement): void {
  const { head, proposer, acceptor, contacts, start, end } = agreement;
  requireExchangeIssuer(head, AGREEMENT);
  requireField(proposer.exchange === head.issuer, AGREEMENT, 'parties[0].exchange', 'differs from head.issuer');
  requireField(acceptor.exchange === audienceOf(head), AGREEMENT, 'parties[1].exchange', 'differs from head.audience');
  requireField(start < end, AGREEMENT, 'end_ms', 'is not after start_ms');
  checkForum(agreement.forum, AGREEMENT, 'forum');
  for (const { exchange } of [proposer, acceptor]) {
    const reachable = contacts.some((contact) => contact.exchange === exchange);
    requireField(reachable, AGREEMENT, 'contacts', `name none for ${exchange}`);
  }
  const stray = contacts.findIndex(({ exchange }) => exchange !== proposer.exchange && exchange !== acceptor.exchange);
  requireField(stray < 0, AGREEMENT, `contacts[${stray}].exchange`, 'is neither party');
}

function parseKind(kind: string): NoticeKind {
  if (kind === 'DECLINE' || kind === 'SUSPEND' || kind === 'RESUME' || kind === 'END') return kind;
  throw fieldInvalid(NOTICE, 'kind', 'is none of DECLINE, SUSPEND, RESUME, END');
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseAgreementNotice(message: wire.AgreementNotice): AgreementNotice {
  const notice: AgreementNotice = {
    type: NOTICE,
    head: parseHead(message.head, NOTICE, 'peer-before-agreement'),
    agreement: toHex(message.agreement),
    kind: parseKind(message.kind),
    ...given({
      effectiveAt: toInstant(message.effectiveAtMs),
      resumes: toHexOrAbsent(message.resumes),
      note: message.note === '' ? undefined : message.note,
    }),
  };
  requireExchangeIssuer(notice.head, NOTICE);
  const why = notice.kind === 'RESUME' ? 'is missing in a RESUME' : `is present in ${notice.kind}`;
  requireField((notice.kind === 'RESUME') === (notice.resumes !== undefined), NOTICE, 'resumes', why);
  const timed = notice.kind !== 'DECLINE' || notice.effectiveAt === undefined;
  requireField(timed, NOTICE, 'effective_at_ms', 'is present in DECLINE, which takes effect when logged');
  return notice;
}
