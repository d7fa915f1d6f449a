/** Texts of a pack as the document that its publisher signs. [CMP-11] */
import type { PackCatalogue } from '@selat/proto/selat/v1/compliance.js';
import type { AuthoredPack } from './parse-pack.js';

/** A catalogue without its head, which its issuer adds. */
export type PackCatalogueBody = Omit<PackCatalogue, 'head'>;

/**
 * @param pack document digest of the pack
 * @param supersedes document digest of the catalogue before; empty for the first
 * @returns undefined where there is no whole text: a title without an explanation is none
 */
export function toPackCatalogue(
  { ruleTexts, codeTexts }: AuthoredPack,
  pack: Uint8Array,
  supersedes: Uint8Array = new Uint8Array(),
): PackCatalogueBody | undefined {
  const whole = ruleTexts.filter(({ explanation }) => explanation !== '');
  if (whole.length === 0) return undefined;
  return {
    pack: Buffer.from(pack),
    supersedes: Buffer.from(supersedes),
    ruleTexts: whole
      .map((text) => ({ ...text }))
      .sort((a, b) => byKey(`${a.ruleId} ${a.language}`, `${b.ruleId} ${b.language}`)),
    codeTexts: codeTexts
      .map(({ guidance = '', ...text }) => ({ ...text, guidance }))
      .sort((a, b) => byKey(`${a.code} ${a.language}`, `${b.code} ${b.language}`)),
  };
}

const byKey = (a: string, b: string): number => (a < b ? -1 : a === b ? 0 : 1);
