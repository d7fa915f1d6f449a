import { SCHEMA } from '@selat/proto/schema.js';
import { parseSignerEntry, type VerifiedDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type ExchangeId, isExchange } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { algorithmsOf } from '../keys/stated-keys.js';
import type { Deps } from '../ports.js';

/**
 * Holds each exchange in the signers list to every algorithm that its newest descriptor states for the purpose, where no
 * agreement is asked yet: an exchange that signs with SM2 too is not heard without it. Identity signatures follow the
 * threshold of the descriptor before. [DOC-7] [IDN-3]
 * @throws SelatError SIGNER_NOT_ALLOWED
 */
export async function requireStatedAlgorithms(deps: Deps, { type, signers }: VerifiedDocument): Promise<void> {
  const rules = SCHEMA[type]?.document?.signers ?? [];
  const entries = signers.map(parseSignerEntry);
  for (const { role, keyPurpose } of rules.filter((rule) => rule.keyPurpose !== 'identity')) {
    const [first] = entries.filter((entry) => entry.role === role);
    if (first === undefined || !isExchange(first.id)) continue;
    const stated = await statedAlgorithms(deps, first.id, keyPurpose);
    const listed = entries.flatMap((entry) => (entry.role === role ? [entry.alg] : []));
    if (stated === undefined || stated.join() === listed.join()) continue;
    const facts = { type, exchange: first.id, stated: stated.join(' '), listed: listed.join(' ') };
    const message = `cannot accept ${type}: the descriptor of ${first.id} states ${facts.stated}, its signers list says ${facts.listed}`;
    throw new SelatError('SIGNER_NOT_ALLOWED', message, facts);
  }
}

/** Algorithms of the keys of one purpose that are in force, in the order of the descriptor; undefined where the exchange is not known. */
async function statedAlgorithms(
  { reader, self, clock }: Deps,
  exchange: ExchangeId,
  purpose: string,
): Promise<readonly string[] | undefined> {
  const digest =
    exchange === self.exchange ? self.descriptorDigest : (await reader.findPeer(exchange))?.descriptor_digest;
  const stored = digest === undefined ? undefined : await reader.findDocument(digest);
  const descriptor = stored === undefined ? undefined : parseStored(stored);
  if (descriptor?.type !== 'selat.v1.ExchangeDescriptor') return undefined;
  return algorithmsOf(descriptor, purpose, clock());
}
