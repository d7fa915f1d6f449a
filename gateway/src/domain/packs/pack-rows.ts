/** What a pack, or its texts, has to be to be taken, and the rows that it makes. Normative text: docs/spec/compliance.md. */
import { compareVersions } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId, Instant, PackCatalogue, SignedPack } from '@selat/sdk/model';
import type { RowWrite } from '../change.js';
import type { Deps, Reader } from '../ports.js';
import type { PackLineRow, RulePackRow } from '../rows-packs.js';
import { compilePack } from './load-packs.js';
import { isPublisherKnown } from './publishers.js';

/** What is known of a new pack beside its document. */
export interface PackArrival {
  readonly digest: DigestHex;
  /** Peer that brings it; absent where an officer of this exchange does. */
  readonly from?: ExchangeId;
  readonly now: Instant;
}

/**
 * Rows of a new pack: its own, that of the version before it, and the line of its publisher.
 * @throws SelatError PACK_PUBLISHER_UNKNOWN and PREDECESSOR_MISSING, which are retryable; PACK_SUCCESSION, PACK_INVALID
 */
export async function packRows(deps: Deps, pack: SignedPack, arrival: PackArrival): Promise<readonly RowWrite[]> {
  const { digest, from, now } = arrival;
  await requirePublisher(deps, pack, from);
  const { publisher, jurisdiction } = lineOf(pack);
  const line = await deps.reader.findPackLine(publisher, jurisdiction);
  const before = await requireSuccession(deps.reader, pack, line);
  compilePack(digest, pack);
  const row = {
    ...{ digest, jurisdiction, publisher },
    ...{ pack_id: pack.id, pack_version: pack.version, takes_effect_ms: pack.takesEffectAt },
    ...{ successor_digest: null, successor_ms: null, catalogue_digest: null },
    ...{ source: from ?? deps.self.exchange, installed_ms: now },
  };
  const { version = 0 } = line ?? {};
  return [
    { table: 'rule_pack', expectedVersion: 0, row },
    { table: 'pack_line', expectedVersion: version, row: { publisher, jurisdiction, digest } },
    ...(before === undefined ? [] : [followed(before, digest, pack.takesEffectAt)]),
  ];
}

function followed({ version, ...row }: RulePackRow, digest: DigestHex, at: Instant): RowWrite {
  return {
    table: 'rule_pack',
    expectedVersion: version,
    row: { ...row, successor_digest: digest, successor_ms: at },
  };
}

const lineOf = ({ head, jurisdiction }: SignedPack) => ({ publisher: head.issuer, jurisdiction });

/** @throws SelatError PACK_PUBLISHER_UNKNOWN [CMP-20] */
async function requirePublisher(deps: Deps, pack: SignedPack, from?: ExchangeId): Promise<void> {
  const { publisher, jurisdiction } = lineOf(pack);
  if (await isPublisherKnown(deps, { publisher, jurisdiction }, from)) return;
  const who = from === undefined ? 'any peer' : from;
  const facts = { pack: pack.id, version: pack.version, jurisdiction, publisher };
  const message = `cannot take pack ${pack.id} ${pack.version}: no agreement in force with ${who} names ${publisher} as publisher for ${jurisdiction}`;
  throw new SelatError('PACK_PUBLISHER_UNKNOWN', message, facts);
}

/**
 * A pack follows the newest version of its line. [CMP-21]
 * @returns that version; undefined where this is the first
 * @throws SelatError PREDECESSOR_MISSING, PACK_SUCCESSION
 */
async function requireSuccession(reader: Reader, pack: SignedPack, line: PackLineRow | undefined) {
  const { supersedes } = pack;
  if (supersedes === undefined) {
    if (line === undefined) return undefined;
    throw outOfLine(pack, `it names no version before it, and sha256:${line.digest} is known`);
  }
  const before = await reader.findPack(supersedes);
  if (before === undefined) {
    const facts = { pack: pack.id, version: pack.version, supersedes: `sha256:${supersedes}` };
    const message = `cannot take pack ${pack.id} ${pack.version}: the version before it, ${facts.supersedes}, is not known here`;
    throw new SelatError('PREDECESSOR_MISSING', message, facts);
  }
  const flaw = flawOf(pack, before, line);
  if (flaw !== undefined) throw outOfLine(pack, flaw);
  return before;
}

/** Why a pack does not follow the one that it names. */
function flawOf(pack: SignedPack, before: RulePackRow, line: PackLineRow | undefined): string | undefined {
  const { publisher, jurisdiction } = lineOf(pack);
  if (before.publisher !== publisher || before.jurisdiction !== jurisdiction)
    return `sha256:${before.digest} is of ${before.publisher} for ${before.jurisdiction}`;
  if (line?.digest !== before.digest)
    return `sha256:${before.digest} was superseded by sha256:${before.successor_digest}`;
  if (before.pack_id !== pack.id) return `its predecessor is pack ${before.pack_id}`;
  if (compareVersions(before.pack_version, pack.version) >= 0) return `version ${before.pack_version} is not lower`;
  const start = new Date(pack.takesEffectAt).toISOString();
  if (pack.takesEffectAt <= before.takes_effect_ms) return `it takes effect at ${start}, not after its predecessor`;
  if (pack.takesEffectAt < pack.head.issuedAt) return `it takes effect at ${start}, before it was signed`;
  return undefined;
}

function outOfLine({ id, version, jurisdiction, head }: SignedPack, why: string): SelatError {
  const facts = { pack: id, version, jurisdiction, publisher: head.issuer, why };
  return new SelatError('PACK_SUCCESSION', `cannot take pack ${id} ${version}: ${why}`, facts);
}

/**
 * Row of a pack that gets texts. [CMP-23]
 * @throws SelatError PREDECESSOR_MISSING, which is retryable; PACK_NOT_OWNED, PACK_SUCCESSION
 */
export async function catalogueRow(reader: Reader, catalogue: PackCatalogue, digest: DigestHex): Promise<RowWrite> {
  const { head, pack, supersedes } = catalogue;
  const facts = { pack: `sha256:${pack}`, issuer: head.issuer };
  const row = await reader.findPack(pack);
  if (row === undefined) throw missing(`cannot take texts: their pack ${facts.pack} is not known here`, facts);
  if (row.publisher !== head.issuer) {
    const message = `cannot take texts of ${head.issuer}: pack ${facts.pack} is of ${row.publisher}`;
    throw new SelatError('PACK_NOT_OWNED', message, { ...facts, publisher: row.publisher });
  }
  const newest = row.catalogue_digest ?? undefined;
  // A peer that comes later gets the newest texts alone.
  if (newest !== undefined && supersedes !== newest) {
    const named = supersedes === undefined ? undefined : await reader.findDocument(supersedes);
    if (supersedes !== undefined && named === undefined)
      throw missing(`cannot take texts of pack ${facts.pack}: those that they replace are not known here`, facts);
    const message = `cannot take texts of pack ${facts.pack}: they do not replace the newest, sha256:${newest}`;
    throw new SelatError('PACK_SUCCESSION', message, { ...facts, newest: `sha256:${newest}` });
  }
  const { version, ...columns } = row;
  return { table: 'rule_pack', expectedVersion: version, row: { ...columns, catalogue_digest: digest } };
}

const missing = (message: string, facts: Readonly<Record<string, string>>) =>
  new SelatError('PREDECESSOR_MISSING', message, facts);
