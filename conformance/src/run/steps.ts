/** The actions of a step. */
import { setTimeout as wait } from 'node:timers/promises';
import { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  GetDocumentRequest,
  GetDocumentResponse,
  SubmitRequest,
  SubmitStreamRequest,
} from '@selat/proto/selat/v1/federation_service.js';
import { MAX_PASS_MS, type Step } from '../cases/index.js';
import type { RawMetadata } from '../client/index.js';
import { BadDocument, documentDigest, toDocument, toLetter } from '../wire/index.js';
import { valueAt } from './changes.js';
import { fieldDifference } from './fields.js';
import { digestOf, jsonOf, type KnownDocument } from './known-document.js';
import { parsePeerName } from './make-document.js';
import { mutate } from './mutate.js';
import { failureOf, type Outcome, readable, readStream, readSubmit } from './outcome.js';
import { fingerprintOf, toJwsJson } from './peer.js';
import type { VerbArguments } from './subject.js';
import type { ConnectedPeer, Suite } from './suite.js';

/** What a case has come to so far. */
export interface CaseState {
  readonly documents: Map<string, KnownDocument>;
  /** Document digests of what the operator did, by name. */
  readonly digests: Map<string, Buffer>;
  /** What the last step sent, for the report of a failure. */
  sent?: { readonly what: string; readonly bytes: Buffer };
}

type Submit = NonNullable<Step['submit']>;

/** The state before the first step. */
export function newState(): CaseState {
  return { documents: new Map(), digests: new Map() };
}

const SUBMIT = '/selat.v1.FederationService/Submit';
export const SUBMIT_STREAM = '/selat.v1.FederationService/SubmitStream';
const GET_DOCUMENT = '/selat.v1.FederationService/GetDocument';
const PROTOCOL_KEY = 'selat-protocol';
/** Longest wait for a pushed document, milliseconds. */
const MAX_AWAIT_MS = 20_000;
const POLL_MS = 25;

function named(known: CaseState, name: string): KnownDocument {
  const found = known.documents.get(name);
  if (found === undefined) throw new Error(`no document is named ${name} yet`);
  return found;
}

/** Metadata that claims a version: empty = the subject's first, `-` = none. */
export function protocolOf(protocol: string, suite: Suite): RawMetadata {
  if (protocol === '-') return [];
  return [[PROTOCOL_KEY, protocol === '' ? suite.subject.protocol : protocol]];
}

/** The bytes of a document as a step sends them. */
export function toSend(
  { document, mutations }: { readonly document: string; readonly mutations: Submit['mutations'] },
  suite: Suite,
  known: CaseState,
): SignedDocument {
  const { letter, by } = named(known, document);
  const maker = suite.peers[by];
  const sent = mutations.reduce((before, mutation) => mutate(before, mutation, { suite, peer: maker }), letter);
  return toDocument(sent);
}

/** Peer that a step calls as: the one that it names, else the one that made the document. */
export function callerOf(by: string, document: string, suite: Suite, known: CaseState): ConnectedPeer {
  return suite.peers[by === '' ? named(known, document).by : parsePeerName(by)];
}

/** Sends one document and reads the answer. */
export async function submit(step: Submit, suite: Suite, known: CaseState): Promise<Outcome> {
  const caller = callerOf(step.by, step.document, suite, known);
  const document = toSend(step, suite, known);
  known.sent = { what: document.type, bytes: document.payload };
  const metadata = protocolOf(step.protocol, suite);
  const to = { subject: suite.subject, ledger: suite.ledger, submitter: caller.exchange };
  const wall = suite.world.wall();
  if (step.stream) {
    const request = Buffer.from(SubmitStreamRequest.encode({ ordinal: 1n, document }).finish());
    const options = { now: wall, isEnough: (answers: readonly Buffer[]) => answers.length === 1 };
    const answer = await caller.client.stream(SUBMIT_STREAM, [request], metadata, options);
    return readStream(to, answer, document);
  }
  const request = Buffer.from(SubmitRequest.encode({ document }).finish());
  return readSubmit(to, await caller.client.unary(SUBMIT, request, metadata, wall), document);
}

/** Sends any bytes to any method. */
export async function rawCall(step: NonNullable<Step['rawCall']>, suite: Suite, known: CaseState): Promise<Outcome> {
  const { client } = suite.peers[parsePeerName(step.by)];
  const own = step.metadata.some(({ key }) => key === PROTOCOL_KEY) ? [] : protocolOf('', suite);
  const added = step.metadata.filter(({ value }) => value !== '-').map(({ key, value }) => [key, value] as const);
  const metadata = [...own, ...added];
  const given = step.base64 === '' ? Buffer.from(step.hex, 'hex') : Buffer.from(step.base64, 'base64');
  const request = Buffer.concat([given, Buffer.alloc(step.zeros)]);
  known.sent = { what: `bytes to ${step.method}`, bytes: request };
  if (!step.stream) {
    const answer = await client.unary(step.method, request, metadata, suite.world.wall());
    return failureOf(answer) ?? { kind: 'ok', messages: answer.messages };
  }
  const requests = [request, ...step.furtherHex.map((hex) => Buffer.from(hex, 'hex'))];
  const options = { now: suite.world.wall(), isEnough: () => true };
  const answer = await client.stream(step.method, requests, metadata, options);
  return failureOf(answer) ?? { kind: 'ok', messages: answer.messages };
}

/** A value that begins with `$` stands for a field of a document: `$listing.id`. */
function argumentValue(value: string, known: CaseState): string {
  const [, name = '', path = ''] = /^\$([^.]+)\.(.+)$/.exec(value) ?? [];
  return name === '' ? value : String(valueAt(jsonOf(named(known, name)), path) ?? '');
}

/** What an operator pins a peer of the suite by, for the verbs that name one. */
function contactOf(peer: string | undefined, suite: Suite): VerbArguments {
  if (peer === undefined) return {};
  const { descriptor } = suite.peers[parsePeerName(peer)];
  return { descriptor: toJwsJson(descriptor), fingerprint: fingerprintOf(descriptor) };
}

/** Has the operator act. */
export async function operate(step: NonNullable<Step['operate']>, suite: Suite, known: CaseState): Promise<Outcome> {
  const document = step.document === '' ? undefined : digestOf(named(known, step.document)).toString('hex');
  const args = Object.fromEntries(step.arguments.map(({ name, value }) => [name, argumentValue(value, known)]));
  const about = document === undefined ? {} : { document };
  const made = await suite.operate(step.verb, { ...args, ...about, ...contactOf(args['peer'], suite) });
  if (step.name !== '' && made !== undefined) known.digests.set(step.name, Buffer.from(made, 'hex'));
  return { kind: 'ok', messages: [] };
}

/** Looks again and again until something is there. @throws BadDocument after 20 s of the wall's time */
async function until<T>(find: () => T | undefined, { world }: Suite, whatFor: string): Promise<T> {
  const giveUpAt = world.wall() + MAX_AWAIT_MS;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (world.wall() > giveUpAt)
      throw new BadDocument(`nothing came in ${MAX_AWAIT_MS / 1000} s: waited for ${whatFor}`);
    await wait(POLL_MS);
  }
}

/** Waits for a pushed document: the newest of its type that names the other one. */
export async function awaitPush(step: NonNullable<Step['await']>, suite: Suite, known: CaseState): Promise<void> {
  const by = parsePeerName(step.by);
  const { inbox } = suite.peers[by].endpoint;
  const digest = step.of === '' ? Buffer.alloc(0) : (known.digests.get(step.of) ?? digestOf(named(known, step.of)));
  const isMeant = (type: string, payload: Buffer) =>
    type === step.type && (payload.includes(digest) || documentDigest({ type, payload }).equals(digest));
  const document = await until(
    () => inbox.findLast(({ type, payload }) => isMeant(type, payload)),
    suite,
    `a ${step.type}${step.of === '' ? '' : ` about ${step.of}`}, pushed to ${by}`,
  );
  const pushed = { letter: toLetter(document), by };
  const differs = fieldDifference(step.fields, jsonOf(pushed));
  if (differs !== undefined) throw new BadDocument(`the pushed ${step.type} ${differs}`);
  known.documents.set(step.name, pushed);
}

/** Waits until an instant that a document names is over; a subject whose clock can be moved is taken there at once. */
export async function pass(step: NonNullable<Step['pass']>, suite: Suite, known: CaseState): Promise<void> {
  const instant = Number(valueAt(jsonOf(named(known, step.document)), step.path));
  // Receipt times and iat count whole seconds in places, so the next full second decides.
  const left = Math.max(0, instant - suite.world.now()) + 1_001;
  if (suite.advance !== undefined) return suite.advance(left);
  if (!(left < MAX_PASS_MS))
    throw new Error(`${step.path} of ${step.document} is ${left} ms away, a case waits ${MAX_PASS_MS} at most`);
  await wait(left);
}

/** Moves the clock of the subject forward. */
export async function advance({ byS }: NonNullable<Step['advance']>, suite: Suite): Promise<void> {
  if (suite.advance === undefined) throw new Error('the clock of the subject cannot be moved: it has no harness');
  await suite.advance(byS * 1000);
}

/** Asks for a document by its digest; what comes must be the very bytes that the suite knows. */
export async function fetchDocument(
  step: NonNullable<Step['fetch']>,
  suite: Suite,
  known: CaseState,
): Promise<Outcome> {
  const wanted = named(known, step.document);
  const { client } = callerOf(step.by, step.document, suite, known);
  const request = Buffer.from(GetDocumentRequest.encode({ digest: digestOf(wanted) }).finish());
  known.sent = { what: `digest of ${step.document} to GetDocument`, bytes: request };
  const answer = await client.unary(GET_DOCUMENT, request, protocolOf('', suite), suite.world.wall());
  const failure = failureOf(answer);
  if (failure !== undefined) return failure;
  const [message] = answer.messages;
  const { document } =
    message === undefined ? {} : readable('the answer to GetDocument', () => GetDocumentResponse.decode(message));
  const asSent = SignedDocument.encode(toDocument(wanted.letter)).finish();
  if (document === undefined || !Buffer.from(SignedDocument.encode(document).finish()).equals(asSent))
    throw new BadDocument(`GetDocument gave other bytes than those of ${step.document}`);
  return { kind: 'ok', messages: answer.messages };
}
