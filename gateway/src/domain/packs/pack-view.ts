/** What officers get about rule packs. Digests are `sha256:<hex>`, instants integer milliseconds. */
import { OVERLAP_MS } from '@selat/sdk/compliance';
import type { Instant } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import type { RulePackRow } from '../rows-packs.js';
import { printDigest } from '../views/print.js';
import { publishersOf } from './publishers.js';

/**
 * `decides`: this exchange decides with it now. `acceptable`: it is superseded, and decisions of peers made with it count for 24
 * hours more. `later`: it has not taken effect. `over`: neither. `agreed`: in effect for those whose agreement names it.
 */
export type PackStanding = 'decides' | 'agreed' | 'later' | 'acceptable' | 'over';

export interface PackView {
  readonly digest: string;
  readonly id: string;
  readonly version: string;
  readonly jurisdiction: string;
  readonly publisher: string;
  readonly standing: PackStanding;
  readonly takesEffectAt: number;
  readonly supersededBy?: string;
  /** When the version that follows takes effect. */
  readonly supersededAt?: number;
  /** Digest of its newest texts. */
  readonly catalogue?: string;
  /** Exchange that brought it here. */
  readonly source: string;
  readonly installedAt: number;
}

/** Prints rows of packs, in the order in which they came. */
export async function printPacks(deps: Deps, rows: readonly RulePackRow[]): Promise<readonly PackView[]> {
  const now = deps.clock();
  const own = await publishersOf(deps);
  return rows.map((row) => {
    const { successor_digest: next, successor_ms: nextAt, catalogue_digest: texts } = row;
    return {
      digest: printDigest(row.digest),
      id: row.pack_id,
      version: row.pack_version,
      jurisdiction: row.jurisdiction,
      publisher: row.publisher,
      standing: standingOf(row, now, own.get(row.jurisdiction)?.[0] === row.publisher),
      takesEffectAt: row.takes_effect_ms,
      ...(next === null || nextAt === null ? {} : { supersededBy: printDigest(next), supersededAt: nextAt }),
      ...(texts === null ? {} : { catalogue: printDigest(texts) }),
      source: row.source,
      installedAt: row.installed_ms,
    };
  });
}

function standingOf({ takes_effect_ms: start, successor_ms: end }: RulePackRow, now: Instant, isOwn: boolean) {
  if (now < start) return 'later';
  if (end === null || now < end) return isOwn ? 'decides' : 'agreed';
  return now < end + OVERLAP_MS ? 'acceptable' : 'over';
}
