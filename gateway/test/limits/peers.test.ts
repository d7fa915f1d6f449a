import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { FederationServiceService, type SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import type { SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/config/index.js';
import { METHODS } from '../../src/federation/federation-service.js';
import { openFederationServer } from '../../src/federation/transport/index.js';
import { random } from '../federation/transport-fixture.js';
import { listing, record, revision } from '../support/hand-documents.js';
import { advanceClock, readAnswers, targetOf } from '../support/hand-link.js';
import { messageOf, parseJwsJson } from '../support/hand-peer.js';
import { admit, agreeOnOffer, type HandWorld, openHandWorld, publish } from '../support/hand-world.js';
import { until } from '../support/two-nodes.js';

const CONFIG = `limits:
  peer:
    overrides:
      third.example: { submissionsPerSecond: 4, streams: 2, awaitingCure: 2 }
`;

let world: HandWorld;

beforeAll(async () => {
  world = await openHandWorld(CONFIG);
  await agreeOnOffer(world.my, world.thirdToMy, world.third);
  await admit(world.my, 'open-data');
});
afterAll(() => world?.close());

const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Lets the peer's buckets fill again. */
const refill = () => advanceClock(world.my, 5_000);

/** Receipts and failures of a stream, by the documents that they are about. */
function sorted(answers: readonly SubmitStreamResponse[]) {
  const failures = answers.flatMap(({ answer }) => (answer?.$case === 'failure' ? [answer.value] : []));
  const receipts = answers.flatMap(({ answer }) => (answer?.$case === 'receipts' ? readAnswers(answer.value) : []));
  return { failures, receipts };
}

describe('OPS-1: over a limit the answer is RESOURCE_EXHAUSTED and says when to try again', () => {
  it('single submissions; the refused ones are accepted later, as if nothing had been', async () => {
    const { third, thirdToMy } = world;
    await refill();
    const documents = await Promise.all(times(24, (at) => record(third, `burst-${at}`)));
    const results = await Promise.allSettled(documents.map((document) => thirdToMy.submit(document)));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as SelatError] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(16);
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['PEER_RATE_EXCEEDED']));
    expect(refused[0]?.facts).toMatchObject({
      ...{ peer: 'my.example', code: 'RESOURCE_EXHAUSTED', unit: 'documents', limit: '4' },
      observed: expect.stringMatching(/^\d+$/),
      retryAfterMs: expect.stringMatching(/^\d+$/),
    });
    const again = documents.filter((_, at) => results[at]?.status === 'rejected');
    for (let at = 0; at < again.length; at += 6) {
      await refill();
      const answers = await Promise.all(again.slice(at, at + 6).map((document) => thirdToMy.submit(document)));
      expect(new Set(answers.map(({ verdict }) => verdict))).toEqual(new Set(['ACCEPTED']));
    }
    const { body } = await world.my.get('/attempts');
    expect(JSON.stringify(body)).not.toContain('PEER_RATE_EXCEEDED');
  });

  it('documents of a stream, which goes on', async () => {
    const { third, thirdToMy } = world;
    await refill();
    const documents = await Promise.all(times(24, (at) => record(third, `streamed-${at}`)));
    const { failures, receipts } = sorted(await thirdToMy.stream(documents));
    expect(failures.length).toBeGreaterThan(0);
    expect(receipts.length + failures.length).toBe(24);
    for (const { reason, retryAfterMs, facts } of failures) {
      expect([reason, Number(retryAfterMs) > 0]).toEqual(['PEER_RATE_EXCEEDED', true]);
      expect(facts.map(({ name }) => name)).toEqual(['peer', 'unit', 'limit', 'observed', 'retryAfterMs']);
    }
  });

  it('streams at once; one that ends makes room', async () => {
    const { client } = world.thirdToMy;
    await refill();
    const open = async () => {
      const call = client.submitStream();
      const ended = new Promise<string>((resolve) =>
        call.on('error', ({ code }: { code: number }) => resolve(`${code}`)),
      );
      const first = new Promise<string>((resolve) => call.once('data', () => resolve('served')));
      call.write({ ordinal: 1n, document: await record(world.third, `room-${random(4).toString('hex')}`) });
      return { call, outcome: await Promise.race([ended, first]) };
    };
    const [a, b, c] = [await open(), await open(), await open()];
    expect([a.outcome, b.outcome, c.outcome]).toEqual(['served', 'served', '8']);
    const closed = new Promise((resolve) => a.call.once('end', resolve));
    a.call.end();
    await closed;
    expect((await open()).outcome).toBe('served');
    b.call.cancel();
  });

  it('documents that lack others; curing one makes room for the next', async () => {
    const { third, thirdToMy } = world;
    await refill();
    await thirdToMy.submit(await record(third, 'member'));
    const firsts = await Promise.all(times(3, (at) => listing(third, `late-${at}`)));
    const seconds = await Promise.all(firsts.map((first) => revision(third, first)));
    const outcome = (document: SignedDocument | undefined) =>
      thirdToMy.submit(document as SignedDocument).then(
        ({ verdict }) => verdict,
        (error: SelatError) => error.reason,
      );
    expect(await outcome(seconds[0])).toBe('PREDECESSOR_MISSING');
    expect(await outcome(seconds[1])).toBe('PREDECESSOR_MISSING');
    expect(await outcome(seconds[2])).toBe('PEER_BACKLOG_EXCEEDED');
    expect(await outcome(firsts[0])).toBe('ACCEPTED');
    expect(await outcome(seconds[0])).toBe('ACCEPTED');
    expect(await outcome(seconds[2])).toBe('PREDECESSOR_MISSING');
  });
});

describe('OPS-5: a flood of one peer keeps nobody else waiting', () => {
  it('neither another peer nor the own back office', async () => {
    const { szdex, third, toMy, thirdToMy, my } = world;
    await refill();
    const flood = await Promise.all(times(500, (at) => record(szdex, `flood-${at}`)));
    const quiet = await record(third, 'quiet');
    const streams = times(4, () => toMy.client.submitStream());
    let first: (value: unknown) => void = () => undefined;
    const begun = new Promise((resolve) => {
      first = resolve;
    });
    const done = streams.map(async (call) => {
      const answers: SubmitStreamResponse[] = [];
      for await (const answer of call as AsyncIterable<SubmitStreamResponse>) first(answers.push(answer));
      return sorted(answers);
    });
    for (const [at, document] of flood.entries()) streams[at % 4]?.write({ ordinal: BigInt(at + 1), document });
    for (const call of streams) call.end();
    await begun;
    const [answer, [own]] = await Promise.all([thirdToMy.submit(quiet), publish(my, 1)]);
    const results = await Promise.all(done);
    const indexes = results.flatMap(({ receipts }) => receipts.map(({ logIndex }) => logIndex));
    expect(indexes.length).toBe(500);
    const after = (index: number) => indexes.filter((each) => each > index).length;
    expect(after(answer.logIndex)).toBeGreaterThan(50);
    const { body } = await my.get('/history?limit=1000');
    const published = body.items.find(({ act, direction }) => act === 'selat.v1.Listing' && direction === 'out');
    expect(own).toBeDefined();
    expect(after(Number(published?.['index']))).toBeGreaterThan(50);
  });
});

describe('OPS-2: the own deliveries wait as long as the peer asks', () => {
  it('whatever wakes them meanwhile, then go on in their order', async () => {
    const { szdex, my } = world;
    const seen: string[][] = [];
    const target = await targetOf(my);
    const { endpoints } = messageOf<{ endpoints: { federation: string } }>(parseJwsJson(szdex.descriptor));
    const incidents = { random, report: () => undefined };
    const server = await openFederationServer({
      address: endpoints.federation,
      identity: { current: () => szdex.tls, onChange: () => () => undefined },
      pins: { peers: () => [target], onChange: () => () => undefined },
      services: [{ definition: FederationServiceService, handlers: { submitStream: refuseAll(seen) } }],
      methods: METHODS,
      protocols: [PROTOCOL_VERSION],
      isAgreed: () => true,
      clock: Date.now,
      incidents,
    });
    // The peer calls, so that the waits of the outage before end.
    await world.toMy.submit(await record(szdex, 'calls'));
    await until(async () => (seen.length === 1 ? seen : undefined));
    await admit(my, 'later');
    await world.toMy.submit(await record(szdex, 'calls-again'));
    expect(seen).toHaveLength(1);
    await advanceClock(my, 700_000);
    await admit(my, 'last');
    // The stream is there before all that comes over it.
    await until(async () => ((seen[1]?.length ?? 0) > (seen[0]?.length ?? 0) ? seen : undefined));
    expect(seen).toHaveLength(2);
    expect(seen[1]?.slice(0, seen[0]?.length)).toEqual(seen[0]);
    const { body } = await my.get('/outbox');
    expect(body.items.filter(({ peer }) => peer === 'szdex.example').every(({ attempts }) => attempts === 0)).toBe(
      true,
    );
    await server.close(0);
  });
});

/** Answers every document that it may not come yet, for ten minutes. */
function refuseAll(seen: string[][]) {
  return (
    call: import('@grpc/grpc-js').ServerDuplexStream<
      { ordinal: bigint; document: SignedDocument },
      SubmitStreamResponse
    >,
  ) => {
    const documents: string[] = [];
    seen.push(documents);
    call.on('data', ({ ordinal, document }) => {
      documents.push(document.payload.toString('hex'));
      const failure = { ordinal, reason: 'PEER_RATE_EXCEEDED', message: 'too fast', facts: [], retryAfterMs: 600_000n };
      call.write({ answer: { $case: 'failure', value: failure } });
    });
    call.on('end', () => call.end());
    call.on('error', () => call.end());
  };
}
