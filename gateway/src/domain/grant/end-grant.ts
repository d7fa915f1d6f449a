import { GrantEnd, GrantWithdrawal, OfferWithdrawal } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { checkGrantEnd } from '@selat/sdk/lifecycle';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor, EndInput } from '../use-cases.js';
import { actOn, grantBytes, loadFor } from './act-on.js';
import { requireGrantRow } from './load-grant.js';

/**
 * Takes back what this side asked or offered and the other side has not signed. The provider's log decides the race
 * against a countersignature. [GRT-6] [GRT-7]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED; REQUEST_INVALID for a note on a request, which carries none
 */
export async function withdrawGrant(deps: Deps, actor: Actor, id: string, note: string | undefined): Promise<Change> {
  const { side } = await requireGrantRow(deps.reader, id);
  if (side === 'provider') {
    const loaded = await loadFor(deps, id, 'withdraw-offer');
    const message = OfferWithdrawal.fromPartial({ grant: grantBytes(loaded), note: note ?? '' });
    return actOn(deps, actor, loaded, [{ type: 'selat.v1.OfferWithdrawal', message }]);
  }
  const loaded = await loadFor(deps, id, 'withdraw');
  if (note !== undefined) {
    const message = 'cannot withdraw with a note: the withdrawal of a request carries none';
    throw new SelatError('REQUEST_INVALID', message, { grant: `sha256:${id}` });
  }
  const message = GrantWithdrawal.fromPartial({ request: Buffer.from(loaded.row.request_digest, 'hex') });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantWithdrawal', message }]);
}

/**
 * Ends a grant because its purpose is achieved or its quota used up, from now on or from a later instant. [GRT-20]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED
 */
export async function endGrant(
  deps: Deps,
  actor: Actor,
  id: string,
  { reason, effectiveAt }: EndInput,
): Promise<Change> {
  const loaded = await loadFor(deps, id, 'end');
  checkGrantEnd(loaded.state, reason, loaded.row.side);
  const message = GrantEnd.fromPartial({
    grant: grantBytes(loaded),
    kind: reason,
    effectiveAtMs: BigInt(effectiveAt ?? 0),
  });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantEnd', message }]);
}
