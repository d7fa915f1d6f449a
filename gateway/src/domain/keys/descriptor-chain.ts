import type { DigestHex, ExchangeDescriptor } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Reader, StoredDocument } from '../ports.js';

/** One stored descriptor of a chain. */
export interface ChainedDescriptor {
  readonly stored: StoredDocument;
  readonly descriptor: ExchangeDescriptor;
}

/** A stored descriptor by its digest; undefined where there is none. */
export async function findChained(reader: Reader, digest: DigestHex): Promise<ChainedDescriptor | undefined> {
  const stored = await reader.findDocument(digest);
  const descriptor = stored === undefined ? undefined : parseStored(stored);
  return stored === undefined || descriptor?.type !== 'selat.v1.ExchangeDescriptor'
    ? undefined
    : { stored, descriptor };
}

/**
 * Walks a chain from its newest descriptor back, as far as it is stored and `isWanted` says yes.
 * @returns oldest first
 */
export async function loadChain(
  reader: Reader,
  newest: DigestHex,
  isWanted: (descriptor: ExchangeDescriptor) => boolean = () => true,
): Promise<readonly ChainedDescriptor[]> {
  const chain: ChainedDescriptor[] = [];
  for (let digest: DigestHex | undefined = newest; digest !== undefined; ) {
    const found = await findChained(reader, digest);
    if (found === undefined || !isWanted(found.descriptor)) break;
    chain.unshift(found);
    digest = found.descriptor.previousDigest;
  }
  return chain;
}

/** Whether a descriptor is the newest of a chain, or one that led to it. [AGR-1] */
export async function isInChain(reader: Reader, newest: DigestHex, wanted: DigestHex): Promise<boolean> {
  if (newest === wanted) return true;
  return (await loadChain(reader, newest)).some(({ stored }) => stored.digest === wanted);
}
