import { SelatError } from '@selat/sdk/errors';
import { formedGrantOf, type Predecessor, type SupersededGrant } from '@selat/sdk/lifecycle';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { OwnAct } from '../acts/own-act.js';
import { fileUnder } from '../acts/own-act.js';
import type { Change, EvidenceWrite } from '../change.js';
import type { Deps } from '../ports.js';
import { grantSubject, type LoadedGrant, loadGrant, touch } from './load-grant.js';

/** What a request names in `supersedes`, in the words of the rules. */
export function toPredecessor({ state, row }: LoadedGrant): Predecessor {
  return { state, listingId: row.listing_id, consumer: row.consumer };
}

/**
 * The request or grant with a peer that a digest names; undefined where none does. One with another peer stays unknown:
 * nobody learns of a grant between others. [GRT-15]
 */
export async function findPredecessor(
  deps: Deps,
  peer: ExchangeId,
  named: DigestHex | undefined,
): Promise<LoadedGrant | undefined> {
  if (named === undefined) return undefined;
  const row = await deps.reader.findGrant(named);
  return row === undefined || row.peer !== peer ? undefined : loadGrant(deps, named);
}

/**
 * The same for a request that a peer sends.
 * @throws SelatError PREDECESSOR_MISSING where it is not here; undefined where this exchange refused it
 */
export async function loadNamed(
  deps: Deps,
  peer: ExchangeId,
  named: DigestHex | undefined,
): Promise<LoadedGrant | undefined> {
  const found = await findPredecessor(deps, peer, named);
  if (found !== undefined || named === undefined) return found;
  const receipts = await deps.reader.listReceipts([named]);
  const isRefused = receipts.some(
    ({ issuer, submitter, verdict }) => issuer === deps.self.exchange && submitter === peer && verdict === 'REFUSED',
  );
  if (isRefused) return undefined;
  const facts = { peer, supersedes: `sha256:${named}` };
  const message = `cannot accept the request of ${peer}: ${facts.supersedes}, which it supersedes, is not known here`;
  throw new SelatError('PREDECESSOR_MISSING', message, facts);
}

/** The formed grant that a request names, where it names one. [GRT-16] */
export function supersededBy(predecessor: LoadedGrant | undefined): SupersededGrant | undefined {
  return predecessor === undefined ? undefined : formedGrantOf(toPredecessor(predecessor));
}

/** Files a successor under what it names too, so that the fold there sees it, and makes a concurrent act there decide anew. */
export function fileWithPredecessor(
  predecessor: LoadedGrant | undefined,
  digest: DigestHex,
  by: ExchangeId,
): Required<Pick<Change, 'rows' | 'evidence'>> {
  if (predecessor === undefined) return { rows: [], evidence: [] };
  const { row } = predecessor;
  const filed: EvidenceWrite = { subject: grantSubject(row.request_digest), digest, by };
  return { rows: [touch(row)], evidence: [filed] };
}

/** Files an own act under its request, and under what that one names. */
export function fileOwn(deps: Deps, requestDigest: DigestHex, act: OwnAct, predecessor: LoadedGrant | undefined) {
  const beside = fileWithPredecessor(predecessor, act.digest, deps.self.exchange);
  const own = fileUnder(grantSubject(requestDigest), act, deps.self.exchange);
  return { rows: beside.rows, evidence: [own, ...beside.evidence] };
}
