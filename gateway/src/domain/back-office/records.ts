import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { LoggedAct, OutboxEntry } from '../ports.js';
import type { ActView, NodeView, OutboxView, UseCases } from '../use-cases.js';
import { printDigest } from '../views/print.js';
import { expiringKeys } from './keys.js';
import { digestHex, type Office } from './office.js';
import { mapPage, toPage } from './page.js';

/** Most deliveries that one call shows. */
const OUTBOX_LIMIT = 1_000;
const DAY_MS = 86_400_000;

type RecordCases = Pick<UseCases, 'node' | 'descriptor' | 'listOutbox' | 'listHistory' | 'showDocument'>;

async function showNode(office: Office): Promise<NodeView> {
  const { deps, protocolVersion, logStatus } = office;
  const { reader, self } = deps;
  const outbox = await reader.listOutbox(OUTBOX_LIMIT);
  const exchanges = [self.exchange, ...(await reader.listPeers()).map(({ exchange }) => exchange)];
  const counts = await Promise.all(exchanges.map(async (id) => [id, await reader.countListings(id)] as const));
  const count = (wanted: string) => outbox.filter(({ state }) => state === wanted).length;
  return {
    exchange: self.exchange,
    jurisdiction: self.jurisdiction,
    environment: self.env,
    fingerprint: printDigest(self.descriptorDigest),
    protocolVersion,
    log: await logStatus(),
    outbox: { due: count('due'), failed: count('failed') },
    listings: Object.fromEntries(counts),
    search: { behind: await office.search.behind() },
    expiring: await expiringKeys(office),
  };
}

function printDelivery({ digest, document: _form, submissionDigest: _name, ...entry }: OutboxEntry): OutboxView {
  return { ...entry, digest: printDigest(digest) };
}

function printAct({ documentDigest, ...act }: LoggedAct): ActView {
  return { ...act, ...(documentDigest === undefined ? {} : { digest: printDigest(documentDigest) }) };
}

/** Documents are named with a capital letter, local acts with a small one. */
function toActName(act: string): string {
  if (/[./]/.test(act)) return act;
  return /^[A-Z]/.test(act) ? `selat.v1.${act}` : `local/${act}`;
}

function toSpan(day: string | undefined): { readonly from?: number; readonly to?: number } {
  if (day === undefined) return {};
  const from = Date.parse(`${day}T00:00:00Z`);
  return { from, to: from + DAY_MS };
}

/** What this gateway is, has done and still has to deliver. */
export function recordCases(office: Office): RecordCases {
  const { reader } = office.deps;
  return {
    node: () => showNode(office),
    descriptor: async () => toJwsJson(office.keys.keys.own().document),
    listOutbox: async () => (await reader.listOutbox(OUTBOX_LIMIT)).map(printDelivery),
    listHistory: async ({ officer, act, day, ...page }) => {
      const wanted = { ...toPage(page), officer, act: act === undefined ? undefined : toActName(act), ...toSpan(day) };
      return mapPage(await reader.listActs(wanted), (acts) => acts.map(printAct));
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
