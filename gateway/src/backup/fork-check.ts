/** Whether a log may go on from a backup: nobody may hold a statement of it that the backup does not have. [OPS-33] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { gate, verifyGated } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { keySet, parseKeyPurpose } from '@selat/sdk/keys';
import { type NoteKey, openCheckpoint } from '@selat/sdk/log';
import { type ExchangeDescriptor, parseDocument } from '@selat/sdk/model';
import type { FoundHead } from '../log/find-head.js';
import type { Manifest } from './manifest.js';

/** Clocks are not compared here: what was signed was signed. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/** What stands against going on from a backup; undefined where nothing does. */
export interface ForkRisk {
  readonly reason: 'BACKUP_BEHIND' | 'HEAD_MISSING';
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** What is known of the log beside the backup. */
export interface Beyond {
  /** Heads that were found, whatever their size. */
  readonly heads: readonly FoundHead[];
  /** Receipts of this exchange that a peer handed over. */
  readonly statements: readonly SignedDocument[];
}

/** @throws SelatError NOTE_UNVERIFIED for a head that the log did not sign, and reasons of the gate for a statement */
export async function findForkRisk(
  manifest: Manifest,
  descriptor: ExchangeDescriptor,
  logKey: NoteKey,
  { heads, statements }: Beyond,
): Promise<ForkRisk | undefined> {
  const { origin, size } = manifest.log;
  for (const { head } of heads) await openCheckpoint(head.note, logKey);
  const newest = [...heads].sort((a, b) => b.head.checkpoint.size - a.head.checkpoint.size)[0];
  const stated = await newestStated(descriptor, origin, statements);
  const ahead = newest?.head.checkpoint.size ?? 0;
  if (ahead > size) return behind(manifest, ahead, `the signed head ${newest?.where}`);
  if (stated > size) return behind(manifest, stated, 'a receipt that a peer holds');
  if (newest !== undefined || size === 0) return undefined;
  const message = `cannot go on with log ${origin} from a backup of ${size} entries: its newest signed head is not there, so nobody knows whether entries followed`;
  return { reason: 'HEAD_MISSING', message, facts: { origin, backupSize: String(size) } };
}

function behind({ log }: Manifest, size: number, by: string): ForkRisk {
  const facts = { origin: log.origin, backupSize: String(log.size), knownSize: String(size), by };
  const message = `cannot go on with log ${log.origin} from a backup of ${log.size} entries: ${by} has ${size}`;
  return { reason: 'BACKUP_BEHIND', message, facts };
}

/** Entries that the log had, as receipts signed by its owner say. @throws SelatError where one is not signed by it */
async function newestStated(
  descriptor: ExchangeDescriptor,
  origin: string,
  statements: readonly SignedDocument[],
): Promise<number> {
  const keys = keySet(
    descriptor.keys.map((key) => {
      const purpose = parseKeyPurpose(key.purpose);
      return { ...key, purpose, owner: descriptor.id, env: envOf(origin), status: 'active' as const };
    }),
  );
  let newest = 0;
  for (const document of statements) {
    const gated = gate(document, { env: envOf(origin), now: ANY_TIME });
    const parsed = parseDocument(gated.type, gated.message);
    const isReceipt = parsed.type === 'selat.v1.Receipt' || parsed.type === 'selat.v1.ReceiptBatch';
    if (!isReceipt || parsed.head.issuer !== descriptor.id || parsed.logOrigin !== origin) continue;
    await verifyGated(gated, { env: envOf(origin), now: ANY_TIME, loggedAt: 0, keys });
    for (const { logIndex } of parsed.items) newest = Math.max(newest, logIndex + 1);
  }
  return newest;
}

function envOf(origin: string): 'SANDBOX' | 'LIVE' {
  return /\/log\/live-\d+$/.test(origin) ? 'LIVE' : 'SANDBOX';
}

/** The refusal that a risk is. */
export function toRefusal({ reason, message, facts }: ForkRisk): SelatError {
  return new SelatError(reason, message, facts);
}
