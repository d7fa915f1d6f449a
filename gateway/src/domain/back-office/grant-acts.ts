/** How a verb on a grant is run: decided, committed, and shown once the other side has answered. */
import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../change.js';
import { loadGrant } from '../grant/load-grant.js';
import { requestGrant, type WantedRequest } from '../grant/request-grant.js';
import { findKeyed, keyed } from '../grant/request-key.js';
import type { Actor, GrantView } from '../view-types.js';
import { printGrant } from '../views/grant-view.js';
import { digestHex, type Office } from './office.js';

/** Longest wait for the receipt that makes an act count, milliseconds; without it the answer shows the act as pending. */
const RECEIPT_WAIT_MS = 2_000;

/** Shows a grant once this side's acts on it are answered, or when the wait is over. */
async function settled({ deps, waiter }: Office, id: DigestHex, waitMs: number): Promise<GrantView> {
  const answered = async () => {
    const { state } = await loadGrant(deps, id);
    return state.pending.some(({ by }) => by === deps.self.exchange) ? undefined : state;
  };
  await waiter.until(answered, waitMs);
  return printGrant(await loadGrant(deps, id));
}

/** Runs a verb on the grant that an officer names. @throws SelatError REQUEST_INVALID and those of the verb */
export async function actOnGrant(
  office: Office,
  id: string,
  decide: (hex: DigestHex) => Promise<Change>,
  waitMs = RECEIPT_WAIT_MS,
): Promise<GrantView> {
  const hex = digestHex(id);
  await office.deps.committer.commit(() => decide(hex));
  return settled(office, hex, waitMs);
}

/**
 * Makes a request; the same one again under the same key is shown, not made.
 * @param asked what the officer asked, as plain values
 * @throws SelatError REQUEST_INVALID where the key stands for something else, and those of `requestGrant`
 */
export async function requestOnce(
  office: Office,
  actor: Actor,
  asked: unknown,
  key: string | undefined,
  toWanted: () => Promise<WantedRequest>,
): Promise<GrantView> {
  const { deps } = office;
  const { reader, committer, clock } = deps;
  const text = JSON.stringify(asked);
  let digest = '';
  await committer.commit(async () => {
    const known = key === undefined ? undefined : await findKeyed(reader, key, text);
    if (known !== undefined) {
      digest = known;
      return {};
    }
    const change = await requestGrant(deps, actor, await toWanted());
    digest = change.documents?.[0]?.digest ?? '';
    return key === undefined ? change : keyed(change, { key, asked: text, digest, now: clock() });
  });
  return settled(office, digest, RECEIPT_WAIT_MS);
}
