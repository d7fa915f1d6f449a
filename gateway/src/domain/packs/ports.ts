import type { DigestHex, Instant, PartyId } from '@selat/sdk/model';
import type { PackLineRow, RulePackRow } from '../rows-packs.js';

/** Reads of rule packs. */
export interface PackReader {
  findPack(digest: DigestHex): Promise<RulePackRow | undefined>;
  /** The newest version that is known of a publisher for a jurisdiction. */
  findPackLine(publisher: PartyId, jurisdiction: string): Promise<PackLineRow | undefined>;
  /** The version of a publisher that has taken effect last. */
  findPackInEffect(publisher: PartyId, jurisdiction: string, at: Instant): Promise<RulePackRow | undefined>;
  /** By jurisdiction, publisher and first instant, at most 1,000. */
  listPacks(): Promise<readonly RulePackRow[]>;
}

/** Whose packs state the law of a jurisdiction. */
export interface PackPublisher {
  /** ISO 3166-1 alpha-2. */
  readonly jurisdiction: string;
  readonly publisher: PartyId;
}
