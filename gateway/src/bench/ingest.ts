/** `listing.ingest`: distinct signed listings over one SubmitStream, from the first byte sent to the last receipt. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { FederationServiceClient, type SubmitStreamResponse } from '@selat/proto/selat/v1/federation_service.js';
import { Receipt, ReceiptBatch } from '@selat/proto/selat/v1/receipt.js';
import { type NodeFiles, PROTOCOL_VERSION } from '../config/index.js';
import { openPeerChannel, type PeerChannel } from '../federation/transport/index.js';
import type { BenchContext } from './context.js';
import { benchVerify } from './documents.js';
import { exampleListings, signListing } from './example-listings.js';
import { filesOf, type Gateways, openGateways } from './gateways.js';
import type { Figure } from './measure.js';
import { rawInsertRate } from './raw.js';
import { rawStreamRate } from './raw-stream.js';

const WARM_UP = 2_000;
const COUNT = 20_000;
const LEAST_SHARE = 0.4;
const LEAST_RATE = 5_000;
/** Listings signed at once before the measurement. */
const SIGNING = 64;

/** Signs distinct listings of the stopped peer with its own document keys. */
async function signMany(context: BenchContext, peer: NodeFiles, from: number, count: number) {
  const { clock, random, root } = context;
  const [key] = peer.descriptor.keys.filter(({ purpose, alg }) => purpose === 'document' && alg === 'Ed25519');
  if (key === undefined) throw new Error('the peer has no document key');
  const signers = [peer.keystore.signerOf(key.kid)];
  const messages = exampleListings(root, clock());
  const documents: SignedDocument[] = [];
  for (let at = from; at < from + count; at += SIGNING) {
    const batch = Array.from({ length: Math.min(SIGNING, from + count - at) }, async (_, offset) => {
      const message = messages[(at + offset) % messages.length];
      if (message === undefined) throw new Error('there are no example listings');
      return signListing({ exchange: peer.descriptor.id, signers, now: clock, random }, message, at + offset);
    });
    documents.push(...(await Promise.all(batch)));
  }
  return documents;
}

function openChannelAs(peer: NodeFiles, subject: NodeFiles, address: string, context: BenchContext): PeerChannel {
  const { certificatePem: certPem, keyPem } = peer.tls;
  return openPeerChannel({
    exchangeId: subject.descriptor.id,
    address,
    caPem: subject.tls.caPem,
    pins: subject.descriptor.tls.pins.map((pin) => `sha256:${pin}`),
    identity: { current: () => ({ certPem, keyPem }), onChange: () => () => undefined },
    protocol: PROTOCOL_VERSION,
    clock: context.clock,
  });
}

/** How many submissions an answer accepts. @throws Error where it refuses or fails one */
function accepted({ answer }: SubmitStreamResponse): number {
  if (answer?.$case !== 'receipts') throw new Error(`a submission failed: ${JSON.stringify(answer?.value.message)}`);
  const { type, payload } = answer.value;
  const items = type === 'selat.v1.Receipt' ? [Receipt.decode(payload).item] : ReceiptBatch.decode(payload).items;
  const refused = items.find((item) => item?.verdict !== 'ACCEPTED');
  if (refused !== undefined) throw new Error(`a submission was refused: ${refused.reason} ${refused.detail}`);
  return items.length;
}

/** Sends all and waits for all receipts. @returns submissions per second */
async function submitAll(context: BenchContext, channel: PeerChannel, documents: readonly SignedDocument[]) {
  const call = channel.client(FederationServiceClient).submitStream();
  const startedAt = context.now();
  const send = async () => {
    for (const [at, document] of documents.entries()) {
      if (!call.write({ ordinal: BigInt(at + 1), document }))
        await new Promise((resolve) => call.once('drain', resolve));
    }
  };
  let answered = 0;
  const received = new Promise<void>((resolve, reject) => {
    call.on('data', (response: SubmitStreamResponse) => {
      try {
        answered += accepted(response);
      } catch (error) {
        reject(error);
      }
      if (answered >= documents.length) resolve();
    });
    call.once('error', reject);
    call.once('end', () => reject(new Error(`${answered} of ${documents.length} submissions were answered`)));
  });
  await Promise.all([send(), received]);
  const seconds = (context.now() - startedAt) / 1000;
  call.end();
  return documents.length / seconds;
}

async function measure(context: BenchContext, { szdex, my, commands }: Gateways): Promise<number> {
  const [subject, peer] = await Promise.all([filesOf(szdex, commands, context), filesOf(my, commands, context)]);
  // From here on this process is the peer: same keys, same certificate.
  await my.stop();
  const channel = openChannelAs(peer, subject, szdex.federationUrl.replace('https://', ''), context);
  try {
    await submitAll(context, channel, await signMany(context, peer, 0, WARM_UP));
    return await submitAll(context, channel, await signMany(context, peer, WARM_UP, COUNT));
  } finally {
    channel.close();
  }
}

/** Verified, logged, flushed and receipted listings per second, both processes on this machine. */
export async function benchIngest(context: BenchContext): Promise<readonly Figure[]> {
  const gateways = await openGateways(context, 'ingest');
  let value: number;
  try {
    value = await measure(context, gateways);
  } finally {
    await gateways.stop();
  }
  const [verified, size] = await benchVerify(context);
  const bytes = size?.value ?? 0;
  const raw = {
    verify: verified?.limit ?? 0,
    stream: await rawStreamRate(context, bytes, COUNT),
    insert: rawInsertRate(context, context.dir, bytes, COUNT),
  };
  const limit = Math.min(raw.verify, raw.stream, raw.insert);
  const isMet = value / limit >= LEAST_SHARE && value >= LEAST_RATE;
  const target = '>= 0.40 of the least of raw verify, stream and insert, and >= 5,000/s';
  return [
    { name: 'listing.ingest', value, unit: '1/s', limit, ratio: value / limit, target, isMet },
    { name: 'raw.stream', value: raw.stream, unit: '1/s' },
    { name: 'raw.insert', value: raw.insert, unit: '1/s' },
  ];
}
