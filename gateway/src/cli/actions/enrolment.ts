/** What officers do about the keys of members. */
import { z } from 'zod';
import type {
  EnrolmentView,
  IssuedEnrolment,
  PageView,
  ParticipantView,
  PreparationView,
} from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, shortDigest, table, toTimeText } from '../output/table.js';
import { one } from './participant.js';

const MEMBER_OPTIONS = ['code', 'codeFile', 'gateway', 'fingerprint', 'dir', 'passphraseFile'] as const;
const OFFICER_OPTIONS = ['hours', 'config'] as const;

/** With an id an officer makes a code; with a code the member redeems it. */
export const enrol: Action = async (call) => {
  const { given } = call;
  const isMember = given['code'] !== undefined || given['codeFile'] !== undefined;
  if (given['id'] === undefined && !isMember) {
    throw usage(['give a participant id to make a code (officer), or --code or --code-file to redeem one (member)']);
  }
  const wrong = isMember ? OFFICER_OPTIONS : MEMBER_OPTIONS;
  const beside = wrong.filter((name) => given[name] !== undefined);
  if (isMember && given['id'] !== undefined) throw usage(['a participant id and a code are both given']);
  if (beside.length > 0) {
    const names = beside.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    throw usage([
      `${names.join(', ')} belongs to the ${isMember ? 'officer, who makes' : 'member, who redeems'} the code`,
    ]);
  }
  return isMember ? (await import('./member.js')).redeem(call) : issue(call);
};

const terms = z.object({ id: text, hours: wholeNumber(1, 720).optional(), algorithm: text.optional() });

async function issue(call: Call): Promise<Outcome> {
  const { id, hours, algorithm } = parseGiven(terms, call);
  const client = await openClient(call);
  const issued = await client.post<IssuedEnrolment>(`/participants/${segment(id)}/enrolments`, { hours, algorithm });
  return { json: issued, text: (style) => describe(issued, client.url, style) };
}

function describe(issued: IssuedEnrolment, url: string, style: Style): string {
  const { participant, code, fingerprint, expiresAt, number, algorithm } = issued;
  const list = fields(
    [
      ['participant', participant],
      ['code', code],
      ['fingerprint', fingerprint],
      ['key', algorithm],
      ['expires', toTimeText(expiresAt)],
    ],
    style,
  );
  return `${list}
The code is shown this once and works once. Give it to the member in person or
by telephone, and the fingerprint by another way. The member runs:

  selat participant enrol --code ${code} \\
    --fingerprint ${fingerprint} \\
    --gateway ${url} --dir member${algorithm === 'Ed25519' ? '' : ` --algorithm ${algorithm}`}

To take the code back: selat participant revoke-enrolment ${number}
`;
}

export const enrolments: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  const page = await (await openClient(call)).get<PageView<EnrolmentView>>(`/participants/${segment(id)}/enrolments`);
  const columns = [
    { title: 'NUMBER', value: ({ number }: EnrolmentView) => number },
    { title: 'STATE', value: ({ state }: EnrolmentView) => state },
    { title: 'WRONG', value: ({ failures }: EnrolmentView) => String(failures) },
    { title: 'EXPIRES', value: ({ expiresAt }: EnrolmentView) => toTimeText(expiresAt) },
    { title: 'BY', value: ({ officer }: EnrolmentView) => officer, shrinks: true },
  ];
  return { json: page, text: (style) => table(page.items, columns, style, 'No enrolments yet.') };
};

export const revokeEnrolment: Action = async (call) => {
  const { number } = parseGiven(z.object({ number: text }), call);
  const view = await (await openClient(call)).post<EnrolmentView>(
    `/enrolments/${segment(number.toUpperCase())}/revoke`,
  );
  return {
    json: view,
    text: (style) =>
      fields(
        [
          ['enrolment', view.number],
          ['participant', view.participant],
          ['state', view.state],
        ],
        style,
      ),
  };
};

const end = z.object({ id: text, kid: text, reason: text, compromisedSince: text.optional() });

export const revokeKey: Action = async (call) => {
  const { id, compromisedSince, ...rest } = parseGiven(end, call);
  const since = compromisedSince === undefined ? undefined : Date.parse(compromisedSince);
  if (Number.isNaN(since))
    throw usage([`--compromised-since ${compromisedSince} is no time such as 2026-01-05T12:00:00Z`]);
  const body = { ...rest, compromisedSince: since };
  return one(await (await openClient(call)).post<ParticipantView>(`/participants/${segment(id)}/keys/revoke`, body));
};

export const signs: Action = async (call) => {
  const { id, documents } = parseGiven(z.object({ id: text, documents: texts }), call);
  if (documents.includes('none') && documents.length > 1) throw usage(['none stands beside other documents']);
  const wanted = documents.filter((name) => name !== 'none').map((name) => name.toUpperCase());
  const client = await openClient(call);
  return one(await client.post<ParticipantView>(`/participants/${segment(id)}/signing`, { documents: wanted }));
};

const pageOf = z.object({ participant: text.optional(), limit: text.optional(), after: text.optional() });

export const awaited: Action = async (call) => {
  const query = parseGiven(pageOf, call);
  const page = await (await openClient(call)).get<PageView<PreparationView>>('/preparations', query);
  const columns = [
    { title: 'DOCUMENT', value: ({ digest }: PreparationView) => shortDigest(digest) },
    { title: 'TYPE', value: ({ type }: PreparationView) => type.replace('selat.v1.', '') },
    { title: 'STATE', value: ({ state }: PreparationView) => state },
    { title: 'WAITS FOR', value: ({ participant }: PreparationView) => participant, shrinks: true },
    { title: 'LISTING', value: ({ listing }: PreparationView) => listing, shrinks: true },
  ];
  return { json: page, text: (style) => table(page.items, columns, style, 'Nothing waits for a signature.') };
};

export const withdraw: Action = async (call) => {
  const { digest } = parseGiven(z.object({ digest: text }), call);
  const view = await (await openClient(call)).post<PreparationView>(`/preparations/${segment(digest)}/withdraw`);
  return {
    json: view,
    text: (style) =>
      fields(
        [
          ['document', view.digest],
          ['participant', view.participant],
          ['state', view.state],
        ],
        style,
      ),
  };
};
