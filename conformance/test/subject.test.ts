import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../src/cases/index.js';
import {
  acceptAgreement,
  closeSuite,
  exampleListing,
  fingerprintOf,
  offerAgreement,
  openSuite,
  type PeerName,
  readSubject,
  recordParticipant,
  runCase,
  type Suite,
  toJwsJson,
} from '../src/run/index.js';
import { freePorts, SubjectProcess } from './subject-process.js';

const CASES = loadCases(fileURLToPath(new URL('../cases', import.meta.url)));
const WORLD = { now: () => Date.now(), random: (bytes: number) => randomBytes(bytes) };
const PROVIDER = 'members';
const OPEN_MS = 90 * 86_400_000;
const SHORT_MS = 3_000;

let subject: SubjectProcess;
let suite: Suite;

/** Drafts and publishes one listing of the subject. @returns its document digest in hex */
async function publish(exchange: string, openForMs: number): Promise<string> {
  const now = WORLD.now();
  const slug = `x${randomBytes(6).toString('hex')}`;
  const message = exampleListing({
    exchange,
    slug,
    provider: `${exchange}/p/${PROVIDER}`,
    from: now - 1_000,
    until: now + openForMs,
  });
  const payload = Buffer.from(Listing.encode(Listing.fromJSON(message)).finish()).toString('base64');
  const id = `${exchange}/l/${slug}`;
  const saved = await subject.post('/drafts', { drafts: [{ id, payload, source: 'conformance suite' }] });
  expect(saved).toMatchObject({ items: [{ id, ok: true }] });
  const published = await subject.post('/listings/publish', { ids: [id] });
  expect(published).toMatchObject({ items: [{ id, ok: true }] });
  const [, digest = ''] = /"digest":"sha256:([0-9a-f]{64})"/.exec(JSON.stringify(published)) ?? [];
  return digest;
}

async function operate(verb: string, digest: string | undefined): Promise<string | undefined> {
  const { exchange } = suite.subject;
  if (verb === 'publish-listing') return publish(exchange, OPEN_MS);
  if (verb === 'publish-short-listing') return publish(exchange, SHORT_MS);
  if (verb !== 'offer-grant') throw new Error(`the operator does not know how to ${verb}`);
  await subject.online('grant', 'offer', `sha256:${digest}`);
  return undefined;
}

function pinning(by: PeerName): string[] {
  const { descriptor } = suite.peers[by];
  return [
    '--descriptor',
    subject.file(`${by}.jws.json`, toJwsJson(descriptor)),
    '--fingerprint',
    fingerprintOf(descriptor),
  ];
}

/** Offers an agreement as soon as the subject's operator has pinned the peer. */
async function offerWhenPinned(by: PeerName): Promise<Suite> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await offerAgreement(suite, by, 'hasty-agreement');
    } catch (error) {
      if (tries === 100) throw error;
      await wait(200);
    }
  }
}

/** The operator proposes to `good` and `newcomer`, and accepts what `rogue` offers; `newcomer` never signs. */
async function agree(): Promise<void> {
  await subject.online('peer', 'propose', ...pinning('good'));
  suite = await acceptAgreement(suite, 'good');
  await subject.online('peer', 'propose', ...pinning('newcomer'));
  const accepted = subject.online('peer', 'accept', ...pinning('rogue'));
  suite = await offerWhenPinned('rogue');
  await accepted;
}

async function registerProvider(exchange: string): Promise<void> {
  const names = ['--name', 'en=Member of the subject', '--country', 'SG', '--role', 'provider'];
  await subject.online('participant', 'register', PROVIDER, ...names);
  const check = ['--method', 'TEST_ONLY', '--checked-on', '2026-01-05'];
  await subject.online('participant', 'approve', `${exchange}/p/${PROVIDER}`, ...check);
}

beforeAll(async () => {
  subject = new SubjectProcess(await freePorts(3));
  await subject.init('szdex');
  suite = await openSuite(await readSubject(subject.descriptor()), operate, WORLD);
  await subject.serve();
  await agree();
  for (const by of ['good', 'rogue'] as const) await recordParticipant(suite, by);
  await registerProvider(suite.subject.exchange);
}, 180_000);

afterAll(async () => {
  if (suite !== undefined) closeSuite(suite);
  await subject?.stop();
});

describe.each(['documents', 'receipts', 'transport', 'listings', 'grants'])(
  'the gateway passes the cases of %s',
  (folder) => {
    const cases = CASES.filter(({ id }) => id.startsWith(`${folder}/`));
    it.each(cases.map((found) => [`${found.proves.join(', ')}: ${found.title} (${found.id})`, found] as const))(
      '%s',
      async (_title, found) => {
        expect(await runCase(found, suite)).toEqual({ id: found.id, verdict: 'passed' });
      },
    );
  },
);
