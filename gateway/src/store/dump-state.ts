/**
 * What a node durably knows, as text that two runs of one story share: a harness compares it after a crash. What only
 * says how the story went - attempts, retries, how receipts were grouped, the order of acts - is left out. [RCP-9]
 */
import { createHash } from 'node:crypto';
import type { DigestHex } from '@selat/sdk/model';
import { type CanonicalNames, canonicalNames } from './canonical-content.js';
import type { DumpedTables, StateReader } from './read-state.js';
import type { Store } from './store.js';

/** The canonical dump. */
export interface StateDump {
  /** SHA-256 of the lines, each with a newline; 32 bytes. */
  readonly digest: Buffer;
  /** Sorted; at most 4,096 characters each. */
  readonly lines: readonly string[];
  /** `<act> <verdict> <submitter> <count>` for receipt items given and got, sorted. */
  readonly receipts: readonly string[];
}

/** Acts whose number depends on grouping and on time. */
const UNCOUNTED_ACTS = ['selat.v1.Receipt', 'selat.v1.ReceiptBatch', 'selat.v1.CheckpointNote'];
const MAX_TEXT = 1000;

type Line = readonly (string | number | null)[];

/** Dumps a store; nothing may be written meanwhile. */
export async function dumpState({ state }: Pick<Store, 'state'>): Promise<StateDump> {
  const names = await readNames(state);
  const sections = await Promise.all([
    documentLines(state, names),
    leafLines(state, names),
    deliveryLines(state, names),
    partyLines(state, names),
    tradeLines(state, names),
    memberLines(state, names),
    officeLines(state),
  ]);
  const lines = sections.flat().map((line) => line.map((part) => shorten(String(part ?? '-'))).join(' '));
  lines.sort();
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return { digest: hash.digest(), lines, receipts: await receiptLines(state) };
}

async function readNames(state: StateReader): Promise<CanonicalNames> {
  const documents = await listDocuments(state);
  const aliases = new Map<DigestHex, DigestHex>(
    documents.map(({ submission_digest: submission, digest }) => [submission, digest]),
  );
  for (const form of await state.listRows('submission')) aliases.set(form.submission_digest, form.document_digest);
  return canonicalNames(documents, aliases);
}

/** Without receipts: what they answer is in their items, however they were grouped. */
async function listDocuments(state: StateReader): Promise<readonly DumpedTables['document'][]> {
  return (await state.listRows('document')).filter(({ type }) => !UNCOUNTED_ACTS.includes(type));
}

async function documentLines(state: StateReader, names: CanonicalNames): Promise<Line[]> {
  const documents = await listDocuments(state);
  const forms = await state.listRows('submission');
  const evidence = await state.listRows('evidence');
  const items = await state.listRows('receipt_item');
  return [
    ...documents.map(({ digest, issuer, form }) => {
      return ['document', names.nameOf(digest), issuer, form, names.contentOf(digest)];
    }),
    ...forms.map(({ document_digest: digest, submitter }) => ['form', names.nameOf(digest), submitter]),
    ...evidence.map((row) => {
      return ['evidence', names.toText(row.subject), names.nameOf(row.document_digest), row.by_exchange];
    }),
    ...items.map((row) => {
      return ['item', row.issuer, row.submitter, names.nameOf(row.document_digest), row.verdict, row.reason];
    }),
  ];
}

/** Local acts are a set: a restart may repeat one. */
async function leafLines(state: StateReader, names: CanonicalNames): Promise<Line[]> {
  const leaves = (await state.listRows('leaf')).filter(({ act }) => !UNCOUNTED_ACTS.includes(act));
  const of = (row: (typeof leaves)[number]): Line => {
    const document = row.document_digest === null ? null : names.nameOf(row.document_digest);
    return ['leaf', row.act, row.direction, row.chain, row.officer, document];
  };
  const local = leaves.filter(({ document_digest: digest }) => digest === null).map((row) => JSON.stringify(of(row)));
  const documented = leaves.filter(({ document_digest: digest }) => digest !== null).map(of);
  return [...documented, ...[...new Set(local)].map((line): Line => JSON.parse(line))];
}

async function deliveryLines(state: StateReader, names: CanonicalNames): Promise<Line[]> {
  const rows = await state.listRows('outbox');
  return rows.map((row) => ['outbox', row.peer, names.nameOf(row.document_digest), row.state]);
}

async function partyLines(state: StateReader, { nameOf, toText }: CanonicalNames): Promise<Line[]> {
  const named = (digest: DigestHex | null) => (digest === null ? null : nameOf(digest));
  const [peers, agreements, keys, participants, officers] = [
    await state.listRows('peer'),
    await state.listRows('agreement'),
    await state.listRows('key'),
    await state.listRows('participant'),
    await state.listRows('officer'),
  ];
  return [
    ...peers.map((row) => {
      const documents = [nameOf(row.fingerprint), nameOf(row.descriptor_digest), named(row.agreement_digest)];
      return ['peer', row.exchange, row.jurisdiction, toText(row.federation), row.status, ...documents];
    }),
    ...agreements.map((row) => ['agreement', nameOf(row.digest), row.peer, row.proposer]),
    ...keys.map((row) => ['key', row.owner, row.purpose, row.alg, row.env, row.status]),
    ...participants.map((row) => {
      const registration = toText(row.registration);
      return ['participant', row.id, row.exchange, row.state, row.revision, named(row.record_digest), registration];
    }),
    ...officers.map((row) => ['officer', row.id, row.role, row.state]),
  ];
}

async function tradeLines(state: StateReader, names: CanonicalNames): Promise<Line[]> {
  const { nameOf, contentOfMessage } = names;
  const [listings, drafts, grants, indexes, keys] = [
    await state.listRows('listing'),
    await state.listRows('draft'),
    await state.listRows('grant'),
    await state.listRows('status_index'),
    await state.listRows('request_key'),
  ];
  return [
    ...listings.map((row) => {
      const texts = [row.provider, row.product, row.form, row.visibility, row.titles];
      return ['listing', row.id, row.exchange, nameOf(row.digest), row.revision, row.state, ...texts];
    }),
    ...drafts.map((row) => {
      const content = contentOfMessage('selat.v1.Listing', row.payload);
      return ['draft', row.id, row.source, row.officer, row.state, content];
    }),
    ...grants.map((row) => {
      const grant = row.grant_digest === null ? null : nameOf(row.grant_digest);
      return ['grant', nameOf(row.request_digest), grant, row.peer, row.side, row.listing_id, row.consumer];
    }),
    ...indexes.map((row) => ['status', row.list, nameOf(row.request_digest)]),
    ...keys.map((row) => ['request key', row.key, nameOf(row.request_digest)]),
  ];
}

async function officeLines(state: StateReader): Promise<Line[]> {
  const held = await state.listRows('held_act');
  const reviews = await state.listRows('review');
  return [
    ...held.map((row) => ['held act', row.act, row.officer, row.state, row.second_officer, row.note]),
    ...reviews.map((row) => ['review', row.draft, row.kind, row.verdict, row.officer, row.note]),
  ];
}

async function memberLines(state: StateReader, names: CanonicalNames): Promise<Line[]> {
  const enrolments = await state.listRows('enrolment');
  const preparations = await state.listRows('preparation');
  return [
    ...enrolments.map((row) => ['enrolment', row.participant, row.alg, row.officer, row.state, row.failures]),
    ...preparations.map((row) => {
      const content = names.contentOfMessage(row.type, row.payload);
      return ['preparation', row.participant, row.type, row.state, row.officer, content];
    }),
  ];
}

async function receiptLines(state: StateReader): Promise<string[]> {
  const types = new Map((await state.listRows('document')).map(({ digest, type }) => [digest, type]));
  const counts = new Map<string, number>();
  for (const row of await state.listRows('receipt_item')) {
    const line = `${types.get(row.document_digest) ?? '<unknown>'} ${row.verdict} ${row.submitter}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${line} ${count}`).sort();
}

function shorten(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `<${createHash('sha256').update(text).digest('hex').slice(0, 16)}>`;
}
