import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { UseCases } from '../use-cases.js';
import { printDigest } from '../views/print.js';
import { digestHex, type Office } from './office.js';

/** Most deliveries that one call shows. */
const OUTBOX_LIMIT = 1_000;

type RecordCases = Pick<UseCases, 'node' | 'descriptor' | 'listOutbox' | 'listHistory' | 'showDocument'>;

/** What this gateway is, has done and still has to deliver. */
export function recordCases(office: Office): RecordCases {
  const { deps, protocolVersion, logStatus } = office;
  const { reader, self } = deps;
  return {
    node: async () => {
      const outbox = await reader.listOutbox(OUTBOX_LIMIT);
      const exchanges = [self.exchange, ...(await reader.listPeers()).map(({ exchange }) => exchange)];
      const counts = await Promise.all(exchanges.map(async (id) => [id, await reader.countListings(id)] as const));
      return {
        exchange: self.exchange,
        jurisdiction: self.jurisdiction,
        environment: self.env,
        fingerprint: printDigest(self.descriptorDigest),
        protocolVersion,
        log: await logStatus(),
        outbox: {
          due: outbox.filter(({ state }) => state === 'due').length,
          failed: outbox.filter(({ state }) => state === 'failed').length,
        },
        listings: Object.fromEntries(counts),
      };
    },
    descriptor: async () => toJwsJson(office.descriptorDocument),
    listOutbox: async () => {
      const entries = await reader.listOutbox(OUTBOX_LIMIT);
      return entries.map(({ digest, document: _form, submissionDigest: _name, ...entry }) => ({
        ...entry,
        digest: printDigest(digest),
      }));
    },
    listHistory: async ({ limit, after }) => {
      const { items, next } = await reader.listActs({ limit, ...(after === undefined ? {} : { after }) });
      const views = items.map(({ documentDigest, ...act }) => ({
        ...act,
        ...(documentDigest === undefined ? {} : { digest: printDigest(documentDigest) }),
      }));
      return { items: views, ...(next === undefined ? {} : { next }) };
    },
    showDocument: async (digest) => {
      const hex = digestHex(digest);
      const stored = await reader.findDocument(hex);
      if (stored === undefined) {
        throw new SelatError('DOCUMENT_UNKNOWN', `cannot show document ${digest}: it is not known here`, { digest });
      }
      const receipts = await reader.listSignedReceipts(hex);
      return { document: toJwsJson(stored.document), receipts: receipts.map(toJwsJson) };
    },
  };
}
