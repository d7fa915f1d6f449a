import { readStatedFacts } from '@selat/sdk/compliance';
import type { ComplianceDecision, StatedFacts } from '@selat/sdk/model';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import { loadNamedFacts } from '../decision/documents.js';
import { loadPack, requireAcceptable } from '../packs/load-packs.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

/** The other exchange states facts about its own parties. Whether they are its own is seen with the request or grant. [CMP-13] */
export async function acceptFlowFacts(_deps: Deps, { parsed }: Received<StatedFacts>): Promise<Effect> {
  readStatedFacts(parsed);
  return {};
}

/**
 * The other exchange decided. It is run again once a request or a grant says which flow it is about: here, what it names has
 * to be known, and its packs have to count now. [CMP-6] [CMP-7]
 */
export async function acceptComplianceDecision(
  deps: Deps,
  { peer, parsed, now }: Received<ComplianceDecision>,
): Promise<Effect> {
  const { agreement } = await loadAgreementInForce(deps, peer);
  for (const digest of parsed.packDigests) requireAcceptable(await loadPack(deps, digest), agreement, now);
  await loadNamedFacts(deps.reader, parsed.factsDigests);
  return {};
}
