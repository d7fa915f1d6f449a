/** A peer answers with receipts over documents that it was never sent: they open nothing and form nothing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Server, ServerCredentials, type ServerDuplexStream, type sendUnaryData } from '@grpc/grpc-js';
import { PeerAgreement } from '@selat/proto/selat/v1/agreement.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  FederationServiceService,
  type GetDocumentResponse,
  type SubmitStreamRequest,
  type SubmitStreamResponse,
} from '@selat/proto/selat/v1/federation_service.js';
import type { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import { ReceiptBatch } from '@selat/proto/selat/v1/receipt.js';
import { submissionDigest } from '@selat/sdk/document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/federation/transport/index.js';
import { digestOf, type HandPeer, messageOf, nameOf, parseJwsJson } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, propose, publish, readDocument } from '../support/hand-world.js';

let world: HandWorld;
let server: Server;
/** Types of the documents that third.example was sent. */
const sent: string[] = [];
/** What third.example claims to have accepted, beside what it was sent. */
const claimed: SignedDocument[] = [];
/** Whether third.example leaves out what it was sent. */
let isSilent = false;

type Call = ServerDuplexStream<SubmitStreamRequest, SubmitStreamResponse>;

/** A receipt of third.example over what arrived and over whatever it likes. */
async function answer(call: Call, third: HandPeer, { document }: SubmitStreamRequest): Promise<void> {
  if (document === undefined) return;
  sent.push(document.type);
  const items = [...(isSilent ? [] : [document]), ...claimed].map((of, at) => ({
    documentDigest: digestOf(of),
    submissionDigest: submissionDigest(of.type, of.payload, of.signatures),
    verdict: 'ACCEPTED',
    logIndex: BigInt(sent.length * 10 + at),
    timeMs: BigInt(Date.now()),
  }));
  const chainHeads = ['my.example', '*'].map((chain) => ({ chain, sequence: 0n, leafHash: Buffer.alloc(0) }));
  const logOrigin = 'third.example/log/sandbox-1';
  const message = ReceiptBatch.fromPartial({ items, chainHeads, logOrigin });
  call.write({
    answer: { $case: 'receipts', value: await third.sign('selat.v1.ReceiptBatch', message, { role: 'receiver' }) },
  });
}

async function serve(third: HandPeer, caPem: string): Promise<Server> {
  const opened = new Server();
  const submitStream = (call: Call) => {
    call.on('data', (request: SubmitStreamRequest) => void answer(call, third, request));
    call.on('end', () => call.end());
  };
  const refuse = (_call: unknown, callback: sendUnaryData<never>) => callback({ code: 12, details: 'not here' });
  const names = ['getDescriptor', 'submit', 'getDocument', 'getCheckpoint', 'getProof', 'issueToken'];
  opened.addService(FederationServiceService, {
    ...Object.fromEntries(names.map((name) => [name, refuse])),
    sync: (call: Call) => call.end(),
    submitStream,
  });
  const { endpoints } = messageOf<ExchangeDescriptor>(parseJwsJson(third.descriptor));
  const { keyPem, certPem } = third.tls;
  const pair = { private_key: Buffer.from(keyPem), cert_chain: Buffer.from(certPem) };
  const credentials = ServerCredentials.createSsl(Buffer.from(caPem), [pair], true);
  await new Promise<void>((resolve, reject) => {
    opened.bindAsync(endpoints?.federation ?? '', credentials, (error) => (error === null ? resolve() : reject(error)));
  });
  return opened;
}

/** szdex.example proposes the next agreement, and my.example signs it. */
async function acceptedProposal({ my, szdex, toMy }: HandWorld): Promise<SignedDocument> {
  const {
    head: _head,
    parties,
    ...live
  } = messageOf<PeerAgreement>(await readDocument(my, `sha256:${szdex.agreement?.toString('hex')}`));
  const message = PeerAgreement.fromPartial({
    ...live,
    parties: [...parties].reverse(),
    supersedes: szdex.agreement ?? Buffer.alloc(0),
  });
  const awaited = [{ id: 'my.example', role: 'acceptor', alg: 'Ed25519' as const }];
  const offered = await szdex.sign('selat.v1.PeerAgreement', message, { awaited });
  await toMy.submit(offered);
  const { descriptor, made } = szdex;
  await my.post('/peers/accept', { descriptor, fingerprint: made.fingerprint, waitMs: 0 });
  return readDocument(my, nameOf(offered));
}

function fetchAs({ thirdToMy }: HandWorld, digest: Buffer): Promise<GetDocumentResponse> {
  return new Promise((resolve, reject) => {
    thirdToMy.client.getDocument({ digest }, (error, response) =>
      error === null ? resolve(response) : reject(parseStatus(error, 'my.example')),
    );
  });
}

async function receiptsTaken(count: number): Promise<void> {
  await expect.poll(() => sent.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);
  const isSettled = async () => {
    const { body } = await world.my.get('/outbox');
    return body.items.every(({ peer }) => peer !== 'third.example');
  };
  await expect.poll(isSettled, { timeout: 15_000 }).toBe(true);
}

beforeAll(async () => {
  world = await openHandWorld();
  await admit(world.my, 'open-data');
  await publish(world.my, 1);
  claimed.push(await acceptedProposal(world));
  server = await serve(world.third, await readFile(join(world.my.made.dir, 'tls', 'ca.pem'), 'utf8'));
  await propose(world.my, world.third);
}, 60_000);
afterAll(async () => {
  server?.forceShutdown();
  await world?.close();
});

describe('RCP-8: a document for one exchange is given to no other', () => {
  it('also not to a peer that made up a receipt over it', async () => {
    await receiptsTaken(1);
    const [foreign] = claimed;
    if (foreign === undefined) throw new Error('nothing was claimed');
    await expect(fetchAs(world, digestOf(foreign))).rejects.toMatchObject({ reason: 'DOCUMENT_UNKNOWN' });
  });
});

describe('AGR-9: only the receipt of the proposer forms an agreement', () => {
  it('the receipt of a third exchange brings it no listing and no participant record', async () => {
    await propose(world.my, world.third);
    await receiptsTaken(2);
    expect(new Set(sent)).toEqual(new Set(['selat.v1.PeerAgreement']));
  });
});

describe('RCP-5: only a receipt over the submission answers it', () => {
  it('a receipt over something else is not taken, and the delivery goes on', async () => {
    isSilent = true;
    const before = sent.length;
    await propose(world.my, world.third);
    await expect.poll(() => sent.length, { timeout: 15_000 }).toBeGreaterThan(before + 1);
    expect(world.my.logs.join('')).toContain('RECEIPT_MISMATCH');
    isSilent = false;
    await receiptsTaken(before + 1);
  });
});
