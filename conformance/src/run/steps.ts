/** The actions of a step. */
import { setTimeout as wait } from 'node:timers/promises';
import { SubmitRequest, SubmitStreamRequest } from '@selat/proto/selat/v1/federation_service.js';
import type { Step } from '../cases/index.js';
import type { RawMetadata } from '../client/index.js';
import { documentDigest, toDocument, toLetter } from '../wire/index.js';
import { valueAt } from './changes.js';
import { digestOf, jsonOf, type KnownDocument } from './known-document.js';
import { parsePeerName } from './make-document.js';
import { mutate } from './mutate.js';
import { failureOf, type Outcome, readStream, readSubmit } from './outcome.js';
import type { Suite } from './suite.js';

/** What a case has come to so far. */
export interface CaseState {
  readonly documents: Map<string, KnownDocument>;
  /** Document digests of what the operator did, by name. */
  readonly digests: Map<string, Buffer>;
}

/** The state before the first step. */
export function newState(): CaseState {
  return { documents: new Map(), digests: new Map() };
}

const SUBMIT = '/selat.v1.FederationService/Submit';
const SUBMIT_STREAM = '/selat.v1.FederationService/SubmitStream';
const PROTOCOL_KEY = 'selat-protocol';
/** Longest wait for a pushed document, and longest Pass, milliseconds. */
const MAX_AWAIT_MS = 20_000;
const MAX_PASS_MS = 70_000;
const POLL_MS = 25;

function named(known: CaseState, name: string): KnownDocument {
  const found = known.documents.get(name);
  if (found === undefined) throw new Error(`no document is named ${name} yet`);
  return found;
}

function protocolOf(protocol: string, suite: Suite): RawMetadata {
  if (protocol === '-') return [];
  return [[PROTOCOL_KEY, protocol === '' ? suite.subject.protocol : protocol]];
}

/** Sends one document and reads the answer. */
export async function submit(step: NonNullable<Step['submit']>, suite: Suite, known: CaseState): Promise<Outcome> {
  const { letter, by } = named(known, step.document);
  const maker = suite.peers[by];
  const caller = step.by === '' ? maker : suite.peers[parsePeerName(step.by)];
  const document = toDocument(
    step.mutations.reduce((before, mutation) => mutate(before, mutation, { suite, peer: maker }), letter),
  );
  const metadata = protocolOf(step.protocol, suite);
  if (step.stream) {
    const request = Buffer.from(SubmitStreamRequest.encode({ ordinal: 1n, document }).finish());
    const answer = await caller.client.stream(
      SUBMIT_STREAM,
      [request],
      metadata,
      suite.world.now(),
      (count) => count === 1,
    );
    return readStream(suite.subject, answer, document);
  }
  const request = Buffer.from(SubmitRequest.encode({ document }).finish());
  return readSubmit(suite.subject, await caller.client.unary(SUBMIT, request, metadata, suite.world.now()), document);
}

/** Sends any bytes to any method. */
export async function rawCall(step: NonNullable<Step['rawCall']>, suite: Suite): Promise<Outcome> {
  const { client } = suite.peers[parsePeerName(step.by)];
  const own = step.metadata.some(({ key }) => key === PROTOCOL_KEY) ? [] : protocolOf('', suite);
  const given = step.metadata.filter(({ value }) => value !== '-').map(({ key, value }) => [key, value] as const);
  const request = step.base64 === '' ? Buffer.from(step.hex, 'hex') : Buffer.from(step.base64, 'base64');
  const answer = await client.unary(step.method, request, [...own, ...given], suite.world.now());
  return failureOf(answer) ?? { kind: 'ok' };
}

/** Has the operator act. */
export async function operate(step: NonNullable<Step['operate']>, suite: Suite, known: CaseState): Promise<Outcome> {
  const digest = step.document === '' ? undefined : digestOf(named(known, step.document)).toString('hex');
  const made = await suite.operate(step.verb, digest);
  if (step.name !== '' && made !== undefined) known.digests.set(step.name, Buffer.from(made, 'hex'));
  return { kind: 'ok' };
}

async function until<T>(find: () => T | undefined, suite: Suite, whatFor: string): Promise<T> {
  const giveUpAt = suite.world.now() + MAX_AWAIT_MS;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (suite.world.now() > giveUpAt) throw new Error(`waited ${MAX_AWAIT_MS} ms in vain for ${whatFor}`);
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
    `a ${step.type}`,
  );
  known.documents.set(step.name, { letter: toLetter(document), by });
}

/** Waits until an instant that a document names is over. */
export async function pass(step: NonNullable<Step['pass']>, suite: Suite, known: CaseState): Promise<void> {
  const instant = Number(valueAt(jsonOf(named(known, step.document)), step.path));
  const left = instant - suite.world.now();
  if (!(left < MAX_PASS_MS))
    throw new Error(`${step.path} of ${step.document} is ${left} ms away, a case waits ${MAX_PASS_MS} at most`);
  // Receipt times and iat count whole seconds in places, so the next full second decides.
  await wait(Math.max(0, left) + 1_001);
}
