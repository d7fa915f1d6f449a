/** Grants in force are decided on anew when the law by which this side decides is another one. [GRT-28] */
import { GrantSuspension } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { findAgreementInForce } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import { actOn, grantBytes } from '../grant/act-on.js';
import { type LoadedGrant, loadGrant, loadGrants } from '../grant/load-grant.js';
import { type LoadedPack, loadPacks } from '../packs/load-packs.js';
import type { Deps } from '../ports.js';
import { decideNow } from './decide-resumption.js';
import { notPermitted } from './not-permitted.js';

const PAGE = 200;

/** Longest note that a suspension carries, characters. */
const MAX_NOTE = 2048;

/**
 * Looks at the grants with every peer for which other packs are in effect than at the last look, and suspends those that the
 * own rules permit no longer. Safe to run at any time, twice, or in two processes.
 * @returns how many grants it suspended
 */
export async function reviewGrants(deps: Deps): Promise<number> {
  let suspended = 0;
  for (const { exchange: peer } of await deps.reader.listPeers()) {
    const agreement = await findAgreementInForce(deps, peer);
    const packs = agreement === undefined ? [] : await loadPacks(deps, deps.clock(), agreement.agreement);
    if (packs.length === 0 || (await isReviewed(deps, peer, packs))) continue;
    suspended += await reviewPeer(deps, peer, packs);
    await deps.committer.commit(() => remember(deps, peer, packs));
  }
  return suspended;
}

/** When the next version of any pack takes effect; undefined where none waits. */
export async function nextStart({ reader, clock }: Deps): Promise<number | undefined> {
  const now = clock();
  const starts = (await reader.listPacks()).map((row) => row.takes_effect_ms).filter((start) => start > now);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

const nameOf = (packs: readonly LoadedPack[]) =>
  packs
    .map(({ digest }) => digest)
    .sort()
    .join(' ');

async function isReviewed({ reader }: Deps, peer: ExchangeId, packs: readonly LoadedPack[]): Promise<boolean> {
  return (await reader.findLawReview(peer))?.packs === nameOf(packs);
}

async function remember({ reader, clock }: Deps, peer: ExchangeId, packs: readonly LoadedPack[]): Promise<Change> {
  const known = await reader.findLawReview(peer);
  const row = { peer, packs: nameOf(packs), reviewed_ms: clock() };
  return { rows: [{ table: 'law_review', expectedVersion: known?.version ?? 0, row }] };
}

async function reviewPeer(deps: Deps, peer: ExchangeId, packs: readonly LoadedPack[]): Promise<number> {
  let suspended = 0;
  let after: string | undefined;
  for (;;) {
    const page = await deps.reader.listGrants({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    const rows = page.items.filter((row) => row.peer === peer && row.grant_digest !== null);
    const inForce = (await loadGrants(deps, rows)).filter(isInForce);
    for (const { state } of inForce) if (await suspendUnlessPermitted(deps, state.id, packs)) suspended += 1;
    after = page.next;
    if (after === undefined) return suspended;
  }
}

const isInForce = ({ state: { state } }: LoadedGrant): boolean => state === 'active' || state === 'suspended';

async function suspendUnlessPermitted(deps: Deps, id: DigestHex, packs: readonly LoadedPack[]): Promise<boolean> {
  let wrote = false;
  await deps.committer.commit(async () => {
    const change = await suspension(deps, await loadGrant(deps, id), packs);
    wrote = change !== undefined;
    return change ?? {};
  });
  return wrote;
}

/** Undefined where the rules permit, where the grant stands on no decision, and where it is suspended for this law already. */
async function suspension(deps: Deps, loaded: LoadedGrant, packs: readonly LoadedPack[]): Promise<Change | undefined> {
  const { jurisdiction } = deps.self;
  const law = packs.find(({ pack }) => pack.source.jurisdiction === jurisdiction);
  if (law === undefined || !isInForce(loaded) || wasSuspendedFor(loaded, law.digest)) return undefined;
  const why = await whyNot(deps, loaded);
  if (why === undefined) return undefined;
  const { id, version } = law.pack.source;
  const message = GrantSuspension.fromPartial({
    grant: grantBytes(loaded),
    reason: 'COMPLIANCE',
    cause: Buffer.from(law.digest, 'hex'),
    note: `pack ${id} ${version} is in effect: ${why}`.slice(0, MAX_NOTE),
  });
  return actOn(deps, undefined, loaded, [{ type: 'selat.v1.GrantSuspension', message }]);
}

/** Why the own rules do not permit a grant today; undefined where they do. What cannot be decided is not permitted. */
async function whyNot(deps: Deps, loaded: LoadedGrant): Promise<string | undefined> {
  try {
    const own = await decideNow(deps, loaded);
    const result = own?.decided.result;
    if (result === undefined || result.outcome === 'PERMIT') return undefined;
    return notPermitted(result, `keep grant sha256:${loaded.state.id} in force`).message;
  } catch (error) {
    if (!(error instanceof SelatError) || error.isRetryable) throw error;
    return error.message;
  }
}

/** Whoever resumes a grant has looked at the pack: it does not suspend a second time. */
function wasSuspendedFor({ set }: LoadedGrant, pack: DigestHex): boolean {
  return set.acts.some(({ document }) => document.type === 'selat.v1.GrantSuspension' && document.cause === pack);
}
