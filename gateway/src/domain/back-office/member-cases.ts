/** What officers do about members beyond their records' first life, and what members do themselves. */
import type { Signature } from '@selat/proto/selat/v1/document.js';
import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { printEnrolmentCode } from '@selat/sdk/member';
import type { SigningKind } from '@selat/sdk/model';
import { localLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';
import { loadChain } from '../keys/descriptor-chain.js';
import type {
  EnrolledView,
  EnrolmentView,
  IssuedEnrolment,
  Member,
  PreparationView,
  PreparedView,
} from '../member-view-types.js';
import { completePreparation, withdrawPreparation } from '../participant/complete-preparation.js';
import {
  type EnrolmentTerms,
  issueEnrolment,
  type RedemptionInput,
  redeemEnrolment,
  revokeEnrolment,
} from '../participant/enrolment.js';
import {
  type KeyEnd,
  type RotationInput,
  revokeMemberKey,
  rotateMemberKey,
  setSigning,
} from '../participant/member-keys.js';
import { isExpired, requireMember, requireRecorded } from '../participant/participant-record.js';
import { type IdentityCheckInput, reinstateParticipant, renewParticipant } from '../participant/participant-verbs.js';
import { redemptionLimit } from '../participant/redemption-limit.js';
import type { Reader } from '../ports.js';
import type { EnrolmentRow } from '../rows-members.js';
import type { Actor, PageQuery, PageView, ParticipantView } from '../view-types.js';
import { printEnrolment, printPreparation, printPrepared } from '../views/member-view.js';
import { printParticipant } from '../views/participant-view.js';
import { printDigest } from '../views/print.js';
import { digestHex, type Office } from './office.js';
import { mapPage, toPage } from './page.js';

/** Officers. */
export interface MembershipCases {
  /** Signs the next record under a new identity check. */
  renewParticipant(actor: Actor, id: string, check: IdentityCheckInput): Promise<ParticipantView>;
  /** Ends a suspension under the identity check that stands. */
  reinstateParticipant(actor: Actor, id: string): Promise<ParticipantView>;
  /** Makes a one-time code; it is in the answer and nowhere else. */
  issueEnrolment(actor: Actor, id: string, terms: EnrolmentTerms): Promise<IssuedEnrolment>;
  listEnrolments(id: string): Promise<readonly EnrolmentView[]>;
  revokeEnrolment(actor: Actor, number: string): Promise<EnrolmentView>;
  revokeMemberKey(actor: Actor, id: string, end: KeyEnd): Promise<ParticipantView>;
  setSigning(actor: Actor, id: string, documents: readonly SigningKind[]): Promise<ParticipantView>;
  /** Documents that wait for the signature of a member. */
  listPreparations(page: PageQuery & { readonly participant?: string | undefined }): Promise<PageView<PreparationView>>;
  withdrawPreparation(actor: Actor, digest: string): Promise<PreparationView>;
}

/** Members, each for itself. */
export interface MemberCases {
  /** Finds the member behind an API token, by its SHA-256 in hex. */
  authenticateMember(tokenHash: string): Promise<Member | undefined>;
  /** Takes a code: the caller is known by its proof. */
  redeemEnrolment(input: RedemptionInput): Promise<EnrolledView>;
  showMember(member: Member): Promise<ParticipantView>;
  rotateMemberKey(member: Member, input: RotationInput): Promise<EnrolledView>;
  listPrepared(member: Member, page: PageQuery): Promise<PageView<PreparedView>>;
  signPrepared(member: Member, digest: string, signature: Signature): Promise<PreparationView>;
  declinePrepared(member: Member, digest: string): Promise<PreparationView>;
}

type EnrolmentCases = Pick<MembershipCases, 'issueEnrolment' | 'listEnrolments' | 'revokeEnrolment'>;
type PreparationCases = Pick<MembershipCases, 'listPreparations' | 'withdrawPreparation'>;

/** @throws SelatError as the verbs */
export function membershipCases(office: Office): MembershipCases {
  const { deps } = office;
  const act = async (id: string, decide: () => Promise<Change>): Promise<ParticipantView> => {
    await deps.committer.commit(decide);
    return printParticipant(deps.reader, await requireMember(deps, id));
  };
  return {
    renewParticipant: (actor, id, check) => act(id, () => renewParticipant(deps, actor, id, check)),
    reinstateParticipant: (actor, id) => act(id, () => reinstateParticipant(deps, actor, id)),
    revokeMemberKey: (actor, id, end) => act(id, () => revokeMemberKey(deps, actor, id, end)),
    setSigning: (actor, id, documents) => act(id, () => setSigning(deps, actor, id, documents)),
    ...enrolmentCases(office),
    ...preparationCases(office),
  };
}

function enrolmentCases({ deps }: Office): EnrolmentCases {
  const { reader, committer, self, clock } = deps;
  return {
    issueEnrolment: async (actor, id, terms) => {
      let issued: Awaited<ReturnType<typeof issueEnrolment>> | undefined;
      await committer.commit(async () => {
        issued = await issueEnrolment(deps, actor, id, terms);
        return issued.change;
      });
      if (issued === undefined) throw new Error('an enrolment was committed that nobody decided');
      const code = printEnrolmentCode(issued.code);
      return { ...printEnrolment(issued.row, clock()), code, fingerprint: printDigest(self.descriptorDigest) };
    },
    listEnrolments: async (id) => {
      await requireMember(deps, id);
      return (await reader.listEnrolments(id)).map((row) => printEnrolment(row, clock()));
    },
    revokeEnrolment: async (actor, number) => {
      await committer.commit(() => revokeEnrolment(deps, actor, number));
      return printEnrolment(await requireEnrolment(reader, number), clock());
    },
  };
}

function preparationCases({ deps }: Office): PreparationCases {
  const { reader, committer } = deps;
  return {
    listPreparations: async ({ participant, ...page }) => {
      const wanted = { ...toPage(page), ...(participant === undefined ? {} : { participant }) };
      return mapPage(await reader.listPreparations(wanted), (rows) =>
        Promise.all(rows.map((row) => printPreparation(deps, row))),
      );
    },
    withdrawPreparation: async (actor, digest) => {
      const hex = digestHex(digest);
      await committer.commit(async () => {
        const change = await withdrawPreparation(deps, hex, undefined);
        return { ...change, officer: actor.id, leaves: [localLeaf('withdraw-preparation', digest)] };
      });
      return showPreparation({ deps }, hex);
    },
  };
}

async function requireEnrolment(reader: Reader, number: string): Promise<EnrolmentRow> {
  const row = await reader.findEnrolment(number);
  if (row !== undefined) return row;
  throw new SelatError('DOCUMENT_UNKNOWN', `cannot use enrolment ${number}: there is none`, { number });
}

async function showPreparation({ deps }: Pick<Office, 'deps'>, digest: string): Promise<PreparationView> {
  const row = await deps.reader.findPreparation(digest);
  if (row !== undefined) return printPreparation(deps, row);
  throw new SelatError('DOCUMENT_UNKNOWN', `cannot show document sha256:${digest}: nothing was prepared with it`, {
    document: `sha256:${digest}`,
  });
}

/** @throws SelatError as the verbs; LIMIT_EXCEEDED */
export function memberCases(given: Office): MemberCases {
  const { deps } = given;
  const { reader, committer, clock } = deps;
  const limit = redemptionLimit(clock);
  return {
    authenticateMember: async (tokenHash) => {
      const row = await reader.findEnrolmentByTokenHash(tokenHash);
      if (row === undefined || row.state !== 'redeemed') return undefined;
      const participant = await reader.findParticipant(row.participant);
      const counts = participant?.state === 'active' && !isExpired(participant, clock());
      return counts ? { id: row.participant, enrolment: row.number } : undefined;
    },
    redeemEnrolment: async (input) => {
      limit();
      const refused: { error?: SelatError | undefined } = {};
      await committer.commit(async () => {
        const { change, refused: error } = await redeemEnrolment(deps, input);
        refused.error = error;
        return change;
      });
      if (refused.error !== undefined) throw refused.error;
      return enrolled(given, input.number);
    },
    showMember: async ({ id }) => printParticipant(reader, await requireMember(deps, id)),
    rotateMemberKey: async ({ enrolment }, input) => {
      await committer.commit(async () => rotateMemberKey(deps, await requireEnrolment(reader, enrolment), input));
      return enrolled(given, enrolment);
    },
    ...signingCases(given),
  };
}

function signingCases({ deps }: Office): Pick<MemberCases, 'listPrepared' | 'signPrepared' | 'declinePrepared'> {
  const { reader, committer } = deps;
  return {
    listPrepared: async ({ id }, page) => {
      const found = await reader.listPreparations({ ...toPage(page), participant: id });
      const all = await mapPage(found, (rows) => Promise.all(rows.map((row) => printPrepared(deps, row))));
      return { ...all, items: all.items.filter(({ state }) => state === 'waiting') };
    },
    signPrepared: async ({ id }, digest, signature) => {
      const hex = digestHex(digest);
      await committer.commit(() => completePreparation(deps, id, hex, signature));
      return showPreparation({ deps }, hex);
    },
    declinePrepared: async ({ id }, digest) => {
      const hex = digestHex(digest);
      await committer.commit(async () => {
        const change = await withdrawPreparation(deps, hex, id);
        return { ...change, leaves: [localLeaf('decline-preparation', id)] };
      });
      return showPreparation({ deps }, hex);
    },
  };
}

async function enrolled({ deps }: Office, number: string): Promise<EnrolledView> {
  const { reader, self } = deps;
  const { participant, kid } = await requireEnrolment(reader, number);
  const { row } = await requireRecorded(deps, participant, 'enrol');
  const stored = await reader.findDocument(row.record_digest ?? '');
  if (stored === undefined) throw new Error(`the store has no record of ${participant}`);
  return {
    participant,
    exchange: self.exchange,
    environment: self.env,
    fingerprint: printDigest(self.descriptorDigest),
    kid: kid ?? '',
    descriptors: (await loadChain(reader, self.descriptorDigest)).map(({ stored: own }) => toJwsJson(own.document)),
    record: toJwsJson(stored.document),
  };
}
