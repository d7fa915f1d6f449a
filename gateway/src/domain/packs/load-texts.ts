/** What installed packs say in human languages. [CMP-11] */
import type { PackCatalogue } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Reader } from '../ports.js';

/** Texts of one pack; empty where it has none. */
export type PackTexts = Pick<PackCatalogue, 'ruleTexts' | 'codeTexts'>;

export async function loadTexts(reader: Reader, pack: string): Promise<PackTexts> {
  const digest = (await reader.findPack(pack))?.catalogue_digest ?? undefined;
  const stored = digest === undefined ? undefined : await reader.findDocument(digest);
  const document = stored === undefined ? undefined : parseStored(stored);
  return document?.type === 'selat.v1.PackCatalogue' ? document : { ruleTexts: [], codeTexts: [] };
}
