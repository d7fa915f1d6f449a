/** The FederationService of a suite peer, as small as it can be: it takes every document, keeps it, and answers ACCEPTED. */
import { createHash, X509Certificate } from 'node:crypto';
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  FederationServiceService,
  type GetDescriptorRequest,
  type GetDescriptorResponse,
  type SubmitRequest,
  type SubmitResponse,
  type SubmitStreamRequest,
  type SubmitStreamResponse,
} from '@selat/proto/selat/v1/federation_service.js';
import { Receipt, ReceiptBatch, type ReceiptItem } from '@selat/proto/selat/v1/receipt.js';
import { documentDigest, signLetter, submissionDigest, toDocument } from '../wire/index.js';
import { logOrigin, type SuitePeer, type World } from './peer.js';

/** A listening endpoint and what reached it. */
export interface Endpoint {
  /** Documents in order of arrival. */
  readonly inbox: readonly SignedDocument[];
  /** Answers GetDescriptor with this document from now on. */
  publish(descriptor: SignedDocument): void;
  close(): void;
}

/** Answers of one peer, under a log of its own that only counts. */
class Receiver {
  readonly inbox: SignedDocument[] = [];
  readonly descriptors: SignedDocument[] = [];
  readonly #peer: SuitePeer;
  readonly #subject: string;
  readonly #world: World;
  #size = 0;

  constructor(peer: SuitePeer, subject: string, world: World) {
    this.#peer = peer;
    this.#subject = subject;
    this.#world = world;
  }

  take(document: SignedDocument): ReceiptItem {
    this.inbox.push(document);
    this.#size += 1;
    return {
      documentDigest: documentDigest(document),
      submissionDigest: submissionDigest(document),
      verdict: 'ACCEPTED',
      reason: '',
      detail: '',
      logIndex: BigInt(this.#size - 1),
      timeMs: BigInt(this.#world.now()),
    };
  }

  receipt(item: ReceiptItem): SignedDocument {
    const message = Receipt.fromPartial({ ...this.#frame(), item });
    return this.#sign('selat.v1.Receipt', Buffer.from(Receipt.encode(message).finish()));
  }

  batch(items: ReceiptItem[]): SignedDocument {
    const message = ReceiptBatch.fromPartial({ ...this.#frame(), items });
    return this.#sign('selat.v1.ReceiptBatch', Buffer.from(ReceiptBatch.encode(message).finish()));
  }

  #frame() {
    const { exchange } = this.#peer;
    const leafHash = createHash('sha256').update(`${exchange} ${this.#size}`).digest();
    return {
      head: {
        env: 'SANDBOX',
        issuer: exchange,
        audience: [this.#subject],
        issuedAtMs: BigInt(this.#world.now()),
        nonce: this.#world.random(16),
      },
      chainHeads: [
        { chain: this.#subject, sequence: BigInt(this.#size), leafHash },
        { chain: '*', sequence: 0n },
      ],
      logOrigin: logOrigin(exchange),
    };
  }

  #sign(type: string, payload: Buffer): SignedDocument {
    const message = type === 'selat.v1.Receipt' ? Receipt.decode(payload) : ReceiptBatch.decode(payload);
    const iat = Number((message.head?.issuedAtMs ?? 0n) / 1000n);
    return toDocument(
      signLetter(type, payload, { id: this.#peer.exchange, role: 'receiver', keys: this.#peer.keys.receipt, iat }),
    );
  }
}

function handlers(receiver: Receiver) {
  return {
    getDescriptor: (
      _call: ServerUnaryCall<GetDescriptorRequest, GetDescriptorResponse>,
      answer: sendUnaryData<GetDescriptorResponse>,
    ) => {
      answer(null, { descriptors: receiver.descriptors });
    },
    submit: ({ request }: ServerUnaryCall<SubmitRequest, SubmitResponse>, answer: sendUnaryData<SubmitResponse>) => {
      if (request.document === undefined) return answer({ code: status.INVALID_ARGUMENT, details: 'no document' });
      answer(null, { receipt: receiver.receipt(receiver.take(request.document)) });
    },
    submitStream: (call: ServerDuplexStream<SubmitStreamRequest, SubmitStreamResponse>) => {
      call.on('data', ({ document }: SubmitStreamRequest) => {
        if (document === undefined) return;
        call.write({ answer: { $case: 'receipts', value: receiver.batch([receiver.take(document)]) } });
      });
      call.on('end', () => call.end());
      call.on('error', () => call.end());
    },
  };
}

/**
 * Opens the endpoint of a peer at its own address; only certificates of the subject's CA connect.
 * @throws Error where the port is taken
 */
export async function openEndpoint(
  peer: SuitePeer & { readonly address: string },
  subject: { readonly exchange: string; readonly caPem: string },
  world: World,
): Promise<Endpoint> {
  const ca = Buffer.from(new X509Certificate(subject.caPem).toString());
  const pair = { private_key: Buffer.from(peer.tls.keyPem), cert_chain: Buffer.from(peer.tls.certPem) };
  const server = new Server();
  const receiver = new Receiver(peer, subject.exchange, world);
  server.addService(FederationServiceService, handlers(receiver));
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(peer.address, ServerCredentials.createSsl(ca, [pair], true), (error) =>
      error === null
        ? resolve()
        : reject(new Error(`peer ${peer.name} cannot listen on ${peer.address}: ${error.message}`)),
    );
  });
  return {
    inbox: receiver.inbox,
    publish: (descriptor) => receiver.descriptors.splice(0, 1, descriptor),
    close: () => server.forceShutdown(),
  };
}
