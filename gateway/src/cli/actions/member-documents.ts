/** What a member sees and signs. Every word that it is shown comes from the bytes that are signed. */
import { CODECS, codecOf } from '@selat/proto/schema.js';
import {
  type OpenedPreparation,
  openPrepared,
  parseBase64url,
  parseJwsJson,
  parseSignerEntry,
  signPrepared,
} from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type SummaryLine, summarise } from '@selat/sdk/member';
import { z } from 'zod';
import type { PageView, ParticipantView, PreparationView, PreparedView } from '../../domain/use-cases.js';
import { segment } from '../api-client.js';
import type { Action, Outcome } from '../command.js';
import { flag, parseGiven, text, texts, usage } from '../given.js';
import { type MemberFolder, openMember, openMemberKeys, signerOf } from '../member/member-folder.js';
import type { Style } from '../output/style.js';
import { fields, oneLine, shortDigest, table, toTimeText } from '../output/table.js';
import { wrap } from '../output/wrap.js';
import { one } from './participant.js';

/** A prepared document, opened here. */
interface Waiting {
  readonly prepared: OpenedPreparation;
  /** `sha256:<hex>`, computed here. */
  readonly digest: string;
  readonly summary: readonly SummaryLine[];
  readonly expiresAt: number;
}

/** Everything that waits, page by page. */
async function listAll({ client }: MemberFolder): Promise<readonly PreparedView[]> {
  const items: PreparedView[] = [];
  let after: string | undefined;
  do {
    const page: PageView<PreparedView> = await client.get('/member/documents', { limit: 100, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** Opens what a gateway handed over; its own words about it are left aside. @throws SelatError SIGNER_NOT_ALLOWED */
function open({ config }: MemberFolder, view: PreparedView): Waiting {
  const payload = parseBase64url(view.payload, 'payload');
  const prepared = openPrepared({ type: view.type, payload, signers: view.signers });
  if (prepared.head.env !== config.environment) {
    const message = `cannot sign ${view.type}: it belongs to ${prepared.head.env}, you are a member in ${config.environment}`;
    throw new SelatError('ENVIRONMENT_MISMATCH', message, { type: view.type, documentEnv: prepared.head.env });
  }
  const context = view.context === undefined ? undefined : parseJwsJson(view.context);
  const summary = summarise(prepared, config.participant, context);
  const digest = `sha256:${prepared.documentDigest.toString('hex')}`;
  return { prepared, digest, summary, expiresAt: view.expiresAt };
}

/** The one that the member names by its digest or the first digits of it. */
function choose(waiting: readonly Waiting[], wanted: string): Waiting {
  const digits = wanted.replace(/^sha256:/, '').toLowerCase();
  const fitting = /^[0-9a-f]{6,64}$/.test(digits)
    ? waiting.filter(({ digest }) => digest.startsWith(`sha256:${digits}`))
    : [];
  const [first] = fitting;
  if (first !== undefined && fitting.length === 1) return first;
  const why = fitting.length === 0 ? 'no document that waits begins with it' : 'several begin with it';
  throw usage([`${wanted}: ${why}; see selat participant inbox`]);
}

export const inbox: Action = async (call) => {
  const member = await openMember(call);
  const waiting = (await listAll(member)).map((view) => open(member, view));
  const value = ({ summary }: Waiting, name: string) => summary.find(([label]) => label === name)?.[1] ?? '';
  const columns = [
    { title: 'DOCUMENT', value: ({ digest }: Waiting) => shortDigest(digest) },
    { title: 'TYPE', value: ({ prepared }: Waiting) => prepared.type.replace('selat.v1.', '') },
    { title: 'SIGN BEFORE', value: ({ expiresAt }: Waiting) => toTimeText(expiresAt) },
    { title: 'LISTING', value: (row: Waiting) => value(row, 'listing'), shrinks: true },
  ];
  const items = waiting.map(({ digest, prepared, expiresAt, summary }) => {
    return { digest, type: prepared.type, expiresAt, summary: toLines(summary) };
  });
  return { json: { items }, text: (style) => table(waiting, columns, style, 'Nothing waits for your signature.') };
};

export const read: Action = async (call) => {
  const { digest, full } = parseGiven(z.object({ digest: text, full: flag }), call);
  const member = await openMember(call);
  const chosen = choose(
    (await listAll(member)).map((view) => open(member, view)),
    digest,
  );
  const json = { ...toJson(chosen), document: messageOf(chosen.prepared) };
  const whole = full ? `\n${JSON.stringify(json.document, null, 2)}\n` : '';
  return { json, text: (style) => `${lines(chosen.summary, style)}${whole}` };
};

/** Columns for values: the longest label and the gap leave these of 80. */
const VALUE_COLUMNS = 62;

/** Label and value a line; a long value goes on below itself. */
function lines(summary: readonly SummaryLine[], style: Style): string {
  const wrapped = summary.flatMap(([label, value]) =>
    wrap(oneLine(value), VALUE_COLUMNS, '')
      .split('\n')
      .map((part, at): SummaryLine => [at === 0 ? label : '', part]),
  );
  return fields(wrapped, style);
}

function messageOf({ type, message }: OpenedPreparation): unknown {
  const codec = codecOf(type) ?? CODECS[type];
  return codec === undefined ? {} : codec.toJSON(message);
}

/** A list and no object: a listing has several licences. */
function toLines(summary: readonly SummaryLine[]) {
  return summary.map(([label, value]) => ({ label: label.trim(), value }));
}

function toJson({ digest, prepared, summary }: Waiting) {
  return { digest, type: prepared.type, summary: toLines(summary) };
}

export const sign: Action = async (call) => {
  const { digests, all } = parseGiven(z.object({ digests: texts.default([]), all: flag }), call);
  if (all === digests.length > 0) throw usage(['name the documents to sign, or give --all']);
  const member = await openMember(call);
  const waiting = (await listAll(member)).map((view) => open(member, view));
  const chosen = all ? waiting : digests.map((digest) => choose(waiting, digest));
  if (chosen.length === 0) return signed([]);
  const signer = signerOf(member, await openMemberKeys(member, call));
  const { participant } = member.config;
  const results: (Waiting & { readonly state: string })[] = [];
  for (const each of chosen) {
    const role = each.prepared.signers.map(parseSignerEntry).find(({ id }) => id === participant)?.role ?? '';
    const iat = Math.floor(call.io.clock() / 1000);
    const { protected: header, signature } = await signPrepared(each.prepared, { id: participant, role, signer, iat });
    const body = { protected: base64url(header), signature: base64url(signature) };
    const path = `/member/documents/${segment(each.digest)}/sign`;
    const { state } = await member.client.post<PreparationView>(path, body);
    results.push({ ...each, state });
  }
  return signed(results);
};

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

function signed(results: readonly (Waiting & { readonly state: string })[]): Outcome {
  const items = results.map((each) => ({ ...toJson(each), state: each.state }));
  const print = (style: Style) =>
    results.map(({ summary, state }) => lines([['state', style.good(state)], ...summary], style)).join('\n');
  return {
    json: { items },
    text: (style) => (items.length === 0 ? 'Nothing waits for your signature.\n' : print(style)),
  };
}

export const decline: Action = async (call) => {
  const { digest } = parseGiven(z.object({ digest: text }), call);
  const member = await openMember(call);
  const chosen = choose(
    (await listAll(member)).map((view) => open(member, view)),
    digest,
  );
  const view = await member.client.post<PreparationView>(`/member/documents/${segment(chosen.digest)}/decline`);
  return {
    json: view,
    text: (style) =>
      fields(
        [
          ['document', view.digest],
          ['state', view.state],
        ],
        style,
      ),
  };
};

export const self: Action = async (call) => one(await (await openMember(call)).client.get<ParticipantView>('/member'));
