import type { DigestHex } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import type { GrantRow } from '../rows.js';
import { type LoadedGrant, loadGrants } from './load-grant.js';

/** Most requests and grants of one line that are shown on either side of one. */
const MOST = 32;

/** What a request names in `supersedes`. */
function namedBy({ state }: LoadedGrant): DigestHex | undefined {
  return state.request?.supersedes ?? state.grant?.supersedes;
}

/** Requests that name this one or its grant, as they are filed with it. */
function followersOf({ row, set }: LoadedGrant): readonly DigestHex[] {
  return set.acts.flatMap(({ digest, document }) => {
    const isRequest = document.type === 'selat.v1.GrantRequest' && digest !== row.request_digest;
    return isRequest ? [digest] : [];
  });
}

/** Loads the requests with the same peer that some digests name, those that are known. */
async function load(deps: Deps, peer: string, digests: readonly DigestHex[]): Promise<readonly LoadedGrant[]> {
  const rows = await Promise.all(digests.map((digest) => deps.reader.findGrant(digest)));
  return loadGrants(
    deps,
    rows.filter((row): row is GrantRow => row !== undefined && row.peer === peer),
  );
}

/** The line of requests and grants in which one stands by `supersedes`, the oldest first. At most 32 before it and 32 after. */
export async function loadLine(deps: Deps, middle: LoadedGrant): Promise<readonly LoadedGrant[]> {
  const { peer } = middle.row;
  const before: LoadedGrant[] = [];
  let named = namedBy(middle);
  while (named !== undefined && before.length < MOST) {
    const [found] = await load(deps, peer, [named]);
    if (found === undefined) break;
    before.unshift(found);
    named = namedBy(found);
  }
  const after: LoadedGrant[] = [];
  let next = followersOf(middle);
  while (next.length > 0 && after.length < MOST) {
    const found = await load(deps, peer, next.slice(0, MOST));
    after.push(...found);
    next = found.flatMap(followersOf);
  }
  return [...before, middle, ...after];
}
