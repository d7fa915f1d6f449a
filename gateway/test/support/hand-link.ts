/** Calls of a hand-driven peer to a running gateway, and what the answers say. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SignedDocument as SignedDocumentCodec } from '@selat/proto/selat/v1/document.js';
import { FederationServiceClient, type SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { type AdvanceClockResponse, ConformanceHarnessServiceClient } from '@selat/proto/selat/v1/harness_service.js';
import type { Receipt, ReceiptBatch, ReceiptItem } from '@selat/proto/selat/v1/receipt.js';
import { certificatePin } from '@selat/sdk/keys/certificates';
import { type NewNode, PROTOCOL_VERSION } from '../../src/config/index.js';
import {
  openPeerChannel,
  type PeerChannel,
  parseStatus,
  type TlsIdentity,
} from '../../src/federation/transport/index.js';
import { openKeystore } from '../../src/signing/index.js';
import { random } from '../federation/transport-fixture.js';
import { messageOf } from './hand-peer.js';
import { PASSPHRASE, type TestNode } from './running-node.js';

/** A receipt, as far as tests read it. */
export interface Answer {
  readonly verdict: string;
  readonly reason: string;
  readonly detail: string;
  readonly logIndex: number;
  readonly documentDigest: string;
  /** Encoded receipt: equal answers have equal bytes. */
  readonly bytes: Buffer;
  readonly document: SignedDocument;
}

/** Address and pins of a running gateway. */
export async function targetOf({ made, gateway }: TestNode, address = gateway.federationAddress) {
  const [caPem, certPem] = await Promise.all(
    ['ca.pem', 'gateway.pem'].map((name) => readFile(join(made.dir, 'tls', name), 'utf8')),
  );
  return { exchangeId: made.exchange, caPem: caPem ?? '', pins: [certificatePin(certPem ?? '')], address };
}

/** A channel with a certificate of the test's choice. */
export async function openChannel(node: TestNode, tls: TlsIdentity, address?: string): Promise<PeerChannel> {
  const identity = { current: () => tls, onChange: () => () => undefined };
  const target = await targetOf(node, address);
  return openPeerChannel({ ...target, identity, protocol: PROTOCOL_VERSION, clock: Date.now });
}

/** One caller. */
export class Link {
  readonly #channel: PeerChannel;
  readonly client: FederationServiceClient;

  constructor(channel: PeerChannel) {
    this.#channel = channel;
    this.client = channel.client(FederationServiceClient);
  }

  /** Submits one document. @throws SelatError what the gateway answered instead of a receipt */
  submit(document: SignedDocument): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.client.submit({ document }, (error, response) => {
        if (error !== null) reject(parseStatus(error, 'my.example'));
        else resolve(readAnswers(response.receipt)[0] as Answer);
      });
    });
  }

  /** Submits documents over one stream and gives every answer. */
  async stream(documents: readonly SignedDocument[]): Promise<SubmitStreamResponse[]> {
    const call = this.client.submitStream();
    for (const [at, document] of documents.entries()) call.write({ ordinal: BigInt(at + 1), document });
    call.end();
    const answers: SubmitStreamResponse[] = [];
    for await (const answer of call as AsyncIterable<SubmitStreamResponse>) answers.push(answer);
    return answers;
  }

  close(): void {
    this.#channel.close();
  }
}

export async function connect(node: TestNode, tls: TlsIdentity): Promise<Link> {
  return new Link(await openChannel(node, tls));
}

/** Every item of a Receipt or ReceiptBatch. */
export function readAnswers(document: SignedDocument | undefined): Answer[] {
  if (document === undefined) throw new Error('the gateway answered without a receipt');
  const bytes = Buffer.from(SignedDocumentCodec.encode(document).finish());
  const items: (ReceiptItem | undefined)[] =
    document.type === 'selat.v1.Receipt'
      ? [messageOf<Receipt>(document).item]
      : messageOf<ReceiptBatch>(document).items;
  return items.flatMap((item) => {
    if (item === undefined) return [];
    const { verdict, reason, detail, logIndex, documentDigest } = item;
    return [
      {
        verdict,
        reason,
        detail,
        logIndex: Number(logIndex),
        documentDigest: documentDigest.toString('hex'),
        bytes,
        document,
      },
    ];
  });
}

const identities = new Map<string, Promise<TlsIdentity>>();

/** The certificate of a gateway itself, which its harness asks for. */
export function tlsOf(made: NewNode): Promise<TlsIdentity> {
  const known = identities.get(made.dir) ?? readTls(made);
  identities.set(made.dir, known);
  return known;
}

async function readTls({ dir }: NewNode): Promise<TlsIdentity> {
  const certPem = await readFile(join(dir, 'tls', 'gateway.pem'), 'utf8');
  const keystore = await openKeystore(join(dir, 'keys'), PASSPHRASE, random);
  return { certPem, keyPem: keystore.tlsKeyFor(certificatePin(certPem)) };
}

/** Moves the clock of a gateway forward; it must serve its harness. */
export async function advanceClock(node: TestNode, byMs: number): Promise<void> {
  const tls = await tlsOf(node.made);
  const channel = await openChannel(node, tls, node.gateway.harnessAddress);
  const client = channel.client(ConformanceHarnessServiceClient);
  await new Promise<AdvanceClockResponse>((resolve, reject) => {
    client.advanceClock({ byMs: BigInt(byMs) }, (error, response) =>
      error === null ? resolve(response) : reject(error),
    );
  });
  channel.close();
}
