import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { FederationServiceServer, GetDocumentResponse } from '@selat/proto/selat/v1/federation_service.js';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { parseStored } from '../domain/acts/load-acts.js';
import { isHomeOnly } from '../domain/listing/reach.js';
import type { Deps } from '../domain/ports.js';
import type { SubmissionDoor } from './submission-door.js';
import { SubmissionIntake } from './submission-intake.js';
import { failStream, type Incidents, type MethodTable, peerOf, unary } from './transport/index.js';

/** What serving peers needs beside the domain. */
export interface FederationHandlers {
  readonly deps: Deps;
  readonly door: SubmissionDoor;
  readonly incidents: Incidents;
  /** Own descriptors after the known sequence, oldest first. */
  readonly descriptorsAfter: (sequence: number) => Promise<SignedDocument[]>;
  /** Newest signed checkpoint of the log, or undefined before the first entry. */
  readonly checkpoint: () => Promise<string | undefined>;
  readonly shard: string;
  /** Told of every call: a peer that calls can be reached. */
  readonly heardOf: (peer: ExchangeId) => void;
}

/** When each method may be called; a method that is absent is not in this build. [AGR-3] */
export const METHODS: MethodTable = {
  '/selat.v1.FederationService/GetDescriptor': { phase: 'any' },
  '/selat.v1.FederationService/Submit': { phase: 'any' },
  '/selat.v1.FederationService/SubmitStream': { phase: 'any' },
  '/selat.v1.FederationService/GetDocument': { phase: 'any' },
  '/selat.v1.FederationService/GetCheckpoint': { phase: 'agreed' },
};

type Served = Pick<
  FederationServiceServer,
  'getDescriptor' | 'submit' | 'submitStream' | 'getDocument' | 'getCheckpoint'
>;

/** Serves selat.v1.FederationService: parse, call the domain, print. */
export function federationService({ deps, door, incidents, ...own }: FederationHandlers): Served {
  return {
    getDescriptor: unary(incidents, async ({ knownSequence }, { exchangeId }) => {
      own.heardOf(exchangeId);
      return { descriptors: await own.descriptorsAfter(Number(knownSequence)) };
    }),
    submit: unary(incidents, async ({ document }, { exchangeId }, call) => {
      own.heardOf(exchangeId);
      const channel = `unary-${deps.random(8).toString('hex')}`;
      const arrival = { peer: exchangeId, channel, kind: 'unary' } as const;
      return { receipt: await door.traced(document, arrival, call, () => door.take(document, arrival)) };
    }),
    submitStream: (call) => {
      const { exchangeId } = peerOf(call);
      own.heardOf(exchangeId);
      new SubmissionIntake(deps, door, call, exchangeId)
        .run()
        .catch((error: unknown) => failStream(call, error, incidents));
    },
    getDocument: unary(incidents, ({ digest }, { exchangeId }) =>
      findCrossed(deps, digest.toString('hex'), exchangeId),
    ),
    getCheckpoint: unary(incidents, async ({ shard }) => {
      const checkpoint = shard === own.shard ? await own.checkpoint() : undefined;
      if (checkpoint !== undefined) return { checkpoint };
      const message = `cannot return a checkpoint of shard ${shard}: this gateway serves ${own.shard}`;
      throw new SelatError('DOCUMENT_UNKNOWN', message, { shard, served: own.shard });
    }),
  };
}

/** A document that crossed between this exchange and the peer, with the receipts between the two. [RCP-8] */
async function findCrossed({ reader }: Deps, digest: DigestHex, peer: ExchangeId): Promise<GetDocumentResponse> {
  const stored = await reader.findDocument(digest);
  const items = await reader.listReceipts([digest]);
  const isReceipted = items.some(({ issuer, submitter }) => issuer === peer || submitter === peer);
  if (stored === undefined || !isReceipted || !mayRead(stored.document, peer)) {
    const message = `cannot return document sha256:${digest}: none with that digest crossed between the two exchanges`;
    throw new SelatError('DOCUMENT_UNKNOWN', message, { digest: `sha256:${digest}` });
  }
  const receipts = await reader.listSignedReceipts(digest);
  return { document: stored.document, receipts: receipts.filter((receipt) => concerns(receipt, peer)) };
}

/** A receipt that the peer made up over a document for somebody else, or over one that stays at home, opens nothing. */
function mayRead(document: SignedDocument, peer: ExchangeId): boolean {
  const parsed = parseStored({ type: document.type, document });
  if (parsed.type === 'selat.v1.Listing' && isHomeOnly(parsed)) return false;
  const { head } = parsed;
  return head.audience.length === 0 || concerns(document, peer);
}

/** A receipt between this exchange and a third one is none of the caller's business. */
function concerns(receipt: SignedDocument, peer: ExchangeId): boolean {
  const { head } = parseStored({ type: receipt.type, document: receipt });
  return head.issuer === peer || head.audience.includes(peer);
}
