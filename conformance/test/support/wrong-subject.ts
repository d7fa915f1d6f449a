/** Small implementations of FederationService that do one thing wrong, to see whether the suite notices. */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Metadata, Server, ServerCredentials, type ServiceError, type sendUnaryData, status } from '@grpc/grpc-js';
import { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  FederationServiceService,
  type GetDocumentRequest,
  type SubmitRequest,
} from '@selat/proto/selat/v1/federation_service.js';
import { Receipt } from '@selat/proto/selat/v1/receipt.js';
import { describePeer, logOrigin, type SuitePeer, type World } from '../../src/run/peer.js';
import { documentDigest, type Letter, signLetter, submissionDigest, toDocument } from '../../src/wire/index.js';

/** What a receipt of a wrong subject may say otherwise. */
export interface ReceiptTwist {
  readonly verdict?: string;
  readonly reason?: string;
  readonly audience?: string;
  readonly documentDigest?: Buffer;
  readonly timeMs?: bigint;
  /** Signs with a key that the descriptor does not state. */
  readonly isForged?: boolean;
}

/** How a subject answers a submission: a receipt, a failure, or nothing at all. */
export type Answer =
  | { readonly receipt: ReceiptTwist }
  | { readonly failure: FailureTwist }
  | 'never'
  | { readonly stored: SignedDocument };

/** What a failure says. */
export interface FailureTwist {
  readonly code: keyof typeof status;
  readonly message: string;
  readonly reason?: string;
  readonly domain?: string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly isRetryable?: boolean;
}

/** What a wrong subject is made of. */
export interface WrongSubjectOptions {
  readonly peer: SuitePeer;
  readonly world: World;
  /** CA of the callers that it lets in. */
  readonly callerCaPem: string;
  /** Whether it lets callers without a certificate in. */
  readonly isOpen?: boolean;
  readonly onSubmit: (sent: SignedDocument, caller: string, submissions: number) => Answer;
  readonly onFetch?: (digest: Buffer, known: readonly SignedDocument[]) => SignedDocument | undefined;
}

function any(type: string, body: Uint8Array): Uint8Array {
  const value = new BinaryWriter().uint32(10).string(`type.googleapis.com/google.rpc.${type}`);
  return value.uint32(18).bytes(body).finish();
}

/** Trailers with google.rpc.Status, as ERR-1 asks for. */
export function toFailure({ code, message, reason, domain = 'selat.v1', facts = {}, isRetryable }: FailureTwist) {
  const metadata = new Metadata();
  if (reason !== undefined) {
    const info = new BinaryWriter().uint32(10).string(reason).uint32(18).string(domain);
    for (const [name, value] of Object.entries(facts))
      info.uint32(26).bytes(new BinaryWriter().uint32(10).string(name).uint32(18).string(value).finish());
    const all = new BinaryWriter().uint32(8).int32(status[code]).uint32(18).string(message);
    all.uint32(26).bytes(any('ErrorInfo', info.finish()));
    const wait = new BinaryWriter().uint32(10).bytes(new BinaryWriter().uint32(8).int64(5n).finish()).finish();
    if (isRetryable === true) all.uint32(26).bytes(any('RetryInfo', wait));
    metadata.set('grpc-status-details-bin', Buffer.from(all.finish()));
  }
  return { code: status[code], details: message, metadata } satisfies Partial<ServiceError>;
}

/** Signs the receipt over a submission, with what is twisted in it. */
export function receiptOver(
  sent: SignedDocument,
  caller: string,
  { peer, world }: Pick<WrongSubjectOptions, 'peer' | 'world'>,
  index: number,
  twist: ReceiptTwist,
): SignedDocument {
  const { exchange, keys } = peer;
  const now = BigInt(world.now());
  const { verdict = 'ACCEPTED', reason = '', audience = caller, timeMs = now, isForged = false } = twist;
  const leafHash = Buffer.alloc(32, index + 1);
  const message = Receipt.fromPartial({
    head: { env: 'SANDBOX', issuer: exchange, audience: [audience], issuedAtMs: now, nonce: world.random(16) },
    item: {
      documentDigest: twist.documentDigest ?? documentDigest(sent),
      submissionDigest: submissionDigest(sent),
      verdict,
      reason,
      detail: reason === '' ? '' : 'cannot accept it: it is wrong',
      logIndex: BigInt(index),
      timeMs,
    },
    chainHeads: [
      { chain: caller, sequence: BigInt(index + 1), leafHash },
      { chain: '*', sequence: 0n },
    ],
    logOrigin: logOrigin(exchange),
  });
  const by = isForged ? keys.stranger : keys.receipt;
  const party = { id: exchange, role: 'receiver', keys: by, iat: Math.floor(Number(now) / 1000) };
  return toDocument(signLetter('selat.v1.Receipt', Buffer.from(Receipt.encode(message).finish()), party));
}

/** A running wrong subject. */
export interface WrongSubject {
  readonly descriptor: Letter;
  close(): void;
}

function handlers(options: WrongSubjectOptions) {
  const known: SignedDocument[] = [];
  return {
    submit: ({ request }: { readonly request: SubmitRequest }, answer: sendUnaryData<object>) => {
      const sent = request.document ?? SignedDocument.fromPartial({});
      known.push(sent);
      const caller = JSON.parse(sent.signatures[0]?.protected.toString() ?? '{}').iss ?? 'good.suite.example';
      const said = options.onSubmit(sent, caller, known.length);
      if (said === 'never') return;
      if ('failure' in said) return answer(toFailure(said.failure));
      const receipt = 'stored' in said ? said.stored : receiptOver(sent, caller, options, known.length, said.receipt);
      answer(null, { receipt });
    },
    getDocument: ({ request }: { readonly request: GetDocumentRequest }, answer: sendUnaryData<object>) => {
      const document = options.onFetch?.(request.digest, known);
      answer(null, { document, receipts: [] });
    },
    getDescriptor: (_call: unknown, answer: sendUnaryData<object>) => answer(null, { descriptors: [] }),
  };
}

/** Starts a wrong subject on a free loopback port. */
export async function startWrongSubject(options: WrongSubjectOptions): Promise<WrongSubject> {
  const { peer, world, isOpen = false } = options;
  const server = new Server();
  server.addService(FederationServiceService, handlers(options));
  const pair = { private_key: Buffer.from(peer.tls.keyPem), cert_chain: Buffer.from(peer.tls.certPem) };
  const credentials = isOpen
    ? ServerCredentials.createSsl(null, [pair], false)
    : ServerCredentials.createSsl(Buffer.from(options.callerCaPem), [pair], true);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  const descriptor = describePeer(peer, `127.0.0.1:${port}`, '1.0.0-draft.1', world);
  return { descriptor, close: () => server.forceShutdown() };
}
