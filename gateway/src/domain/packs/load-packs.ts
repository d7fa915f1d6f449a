/** The rule packs that this exchange decides with, and those that others did. */
import { isPackAcceptable, OVERLAP_MS, type Pack, readRulePack } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, Instant, PartyId, PeerAgreement, SignedPack } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Deps, Reader } from '../ports.js';
import type { RulePackRow } from '../rows-packs.js';
import { agreedPublishers, publishersOf } from './publishers.js';

/** A pack that can be evaluated, and when it counts. */
export interface LoadedPack {
  readonly digest: DigestHex;
  readonly publisher: PartyId;
  readonly pack: Pack;
  readonly takesEffectAt: Instant;
  /** When the next version takes effect; undefined where none is known. */
  readonly successorAt: Instant | undefined;
}

/**
 * Packs that this exchange decides with at an instant, at most one for each jurisdiction: its own law, by the publisher that
 * it trusts for it, in the newest version that has taken effect; with an agreement also the law of third places, by the
 * publishers that it names. Never the law of the peer, which decides for itself.
 * @returns none where no pack has taken effect
 */
export async function loadPacks(deps: Deps, at: Instant, agreement?: PeerAgreement): Promise<readonly LoadedPack[]> {
  const loaded: LoadedPack[] = [];
  for (const [jurisdiction, publishers] of await publishersOf(deps, agreement)) {
    const row = await firstInEffect(deps.reader, jurisdiction, publishers, at);
    if (row !== undefined) loaded.push(await toLoaded(deps.reader, row));
  }
  return loaded;
}

/** The pack that an agreement makes count for a jurisdiction now; undefined where none is here. */
export async function findAgreedPack(
  { reader, clock }: Deps,
  agreement: PeerAgreement,
  jurisdiction: string,
): Promise<LoadedPack | undefined> {
  const row = await firstInEffect(reader, jurisdiction, agreedPublishers(agreement, jurisdiction), clock());
  return row === undefined ? undefined : toLoaded(reader, row);
}

async function firstInEffect(reader: Reader, jurisdiction: string, publishers: readonly PartyId[], at: Instant) {
  for (const publisher of publishers) {
    const row = await reader.findPackInEffect(publisher, jurisdiction, at);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** One pack by its digest. @throws SelatError PACK_UNKNOWN, which is retryable: the pack may be on its way */
export async function loadPack({ reader }: Deps, digest: DigestHex): Promise<LoadedPack> {
  const row = await reader.findPack(digest);
  if (row !== undefined) return toLoaded(reader, row);
  const facts = { pack: `sha256:${digest}` };
  throw new SelatError('PACK_UNKNOWN', `cannot use pack ${facts.pack}: it is not known here`, facts);
}

/**
 * Whether a decision made with a pack is to be accepted under an agreement at an instant. [CMP-6]
 * @throws SelatError PACK_NOT_ACCEPTABLE where the agreement names another publisher, before the pack takes effect, and from
 *   24 hours after its successor does
 */
export function requireAcceptable(loaded: LoadedPack, { packPublishers }: PeerAgreement, at: Instant): void {
  const { digest, publisher, pack, takesEffectAt, successorAt } = loaded;
  const { id, version, jurisdiction } = pack.source;
  const isAgreed = packPublishers.some((one) => one.jurisdiction === jurisdiction && one.publisher === publisher);
  if (isAgreed && isPackAcceptable(takesEffectAt, successorAt, at)) return;
  const why = isAgreed ? whyNotNow(loaded, at) : `the agreement does not name ${publisher} for ${jurisdiction}`;
  const facts = { pack: `sha256:${digest}`, id, version, jurisdiction, publisher, why };
  throw new SelatError('PACK_NOT_ACCEPTABLE', `cannot accept a decision with pack ${id} ${version}: ${why}`, facts);
}

function whyNotNow({ takesEffectAt, successorAt }: LoadedPack, at: Instant): string {
  if (at < takesEffectAt) return `it takes effect at ${new Date(takesEffectAt).toISOString()}`;
  const end = new Date((successorAt ?? 0) + OVERLAP_MS).toISOString();
  return `its successor took effect, and it counted until ${end}`;
}

async function toLoaded(reader: Reader, row: RulePackRow): Promise<LoadedPack> {
  return {
    digest: row.digest,
    publisher: row.publisher,
    pack: kept.get(row.digest) ?? compilePack(row.digest, await loadSignedPack(reader, row.digest)),
    takesEffectAt: row.takes_effect_ms,
    successorAt: row.successor_ms ?? undefined,
  };
}

/** The document of a pack that is known here. */
export async function loadSignedPack(reader: Reader, digest: DigestHex): Promise<SignedPack> {
  const stored = await reader.findDocument(digest);
  const document = stored === undefined ? undefined : parseStored(stored);
  if (document?.type !== 'selat.v1.RulePack') throw new Error(`pack ${digest} is lost`);
  return document;
}

/** Packs that are in use: of each jurisdiction two versions, and then some. */
const MAX_KEPT = 32;

/** Compiled packs. A digest has one meaning for ever, and to compile a pack takes longer than to decide with it. */
const kept = new Map<DigestHex, Pack>();

/**
 * Makes the expressions of a pack runnable, once while it is in use.
 * @throws SelatError PACK_INVALID
 */
export function compilePack(digest: DigestHex, { body }: SignedPack): Pack {
  const pack = kept.get(digest) ?? readRulePack(body);
  kept.delete(digest);
  kept.set(digest, pack);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return pack;
}
