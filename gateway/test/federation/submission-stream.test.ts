/** Deliveries to a peer that counts the streams: it refuses each document by its ordinal, which is an answer too. */
import { once } from 'node:events';
import { credentials, Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  FederationServiceClient,
  FederationServiceService,
  type SubmitStreamRequest,
  type SubmitStreamResponse,
} from '@selat/proto/selat/v1/federation_service.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../src/domain/ports.js';
import { type StreamAnswer, SubmissionStream } from '../../src/federation/submission-stream.js';
import { documentNamed, NOON, PEER, writeOf } from '../store/temp-node.js';

type Call = ServerDuplexStream<SubmitStreamRequest, SubmitStreamResponse>;

let server: Server;
let client: FederationServiceClient;
let stream: SubmissionStream;
/** Open or ended, in the order in which the peer saw them. */
let calls: Call[];
let now: number;

function answerEach(call: Call): void {
  calls.push(call);
  const failure = { reason: 'BUSY', message: 'not now', facts: [], retryAfterMs: undefined };
  call.on('data', ({ ordinal }: SubmitStreamRequest) => {
    call.write({ answer: { $case: 'failure', value: { ...failure, ordinal } } });
  });
  call.on('end', () => call.end());
}

const entryNamed = (name: string): OutboxEntry => {
  const document = documentNamed(name);
  const { digest, submissionDigest } = writeOf(document);
  return {
    id: 1,
    peer: PEER,
    digest,
    submissionDigest,
    type: document.type,
    document,
    attempts: 0,
    nextAt: NOON,
    state: 'due',
  };
};

/** Ordinals that the peer answered with. */
async function deliver(names: readonly string[], isKept = true, isAgain = false): Promise<readonly number[]> {
  const answers: StreamAnswer[] = [];
  await stream.deliver({
    open: () => client.submitStream(),
    entries: names.map(entryNamed),
    onAnswer: async (answer) => names.length - answers.push(answer),
    isKept,
    isAgain,
  });
  return answers.map((answer) => (answer.$case === 'failure' ? Number(answer.value.ordinal) : 0));
}

beforeEach(async () => {
  calls = [];
  now = NOON;
  server = new Server();
  const rest = ['getDescriptor', 'submit', 'getDocument', 'getCheckpoint', 'getProof', 'issueToken', 'sync'];
  const unserved = Object.fromEntries(rest.map((name) => [name, () => undefined]));
  server.addService(FederationServiceService, { ...unserved, submitStream: answerEach });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  client = new FederationServiceClient(`127.0.0.1:${port}`, credentials.createInsecure());
  stream = new SubmissionStream(PEER, () => now);
});
afterEach(() => {
  stream.close();
  client.close();
  server.forceShutdown();
});

describe('deliveries to one peer that follow each other', () => {
  it('go over the stream that is open, and each hears of its own documents', async () => {
    expect(await deliver(['a', 'b'])).toEqual([1, 2]);
    expect(await deliver(['c', 'd', 'e'])).toEqual([1, 2, 3]);
    expect(calls.length).toBe(1);
  });

  it('open another stream where the peer ended the one that was open, or it is old', async () => {
    await deliver(['a']);
    const [first] = calls;
    first?.end();
    await once(first as Call, 'close');
    expect(await deliver(['b'])).toEqual([1]);
    now += 60_000;
    expect(await deliver(['c'])).toEqual([1]);
    expect(calls.length).toBe(3);
  });

  it('open another stream for what the one that is open has answered', async () => {
    await deliver(['a']);
    expect(await deliver(['a', 'b'], true, true)).toEqual([1, 2]);
    expect(calls.length).toBe(2);
  });

  it('leave no stream open that is not to be kept, nor one that nobody uses', async () => {
    await deliver(['a'], false);
    const [first] = calls;
    if (first?.cancelled !== true) await once(first as Call, 'cancelled');
    await deliver(['b']);
    stream.close();
    const [, second] = calls;
    if (second?.cancelled !== true) await once(second as Call, 'cancelled');
    expect(calls.length).toBe(2);
  });

  it('fail once the peer is gone, and not because the open stream went with it', async () => {
    await deliver(['a']);
    server.forceShutdown();
    await expect(deliver(['b'])).rejects.toMatchObject({ reason: 'PEER_UNREACHABLE' });
  });
});
