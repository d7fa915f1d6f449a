import { GrantRefusal, GrantRevocation, GrantSuspension } from '@selat/proto/selat/v1/grant.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor, RefusalInput } from '../use-cases.js';
import { actOn, grantBytes, loadFor } from './act-on.js';
import { refuseForCompliance } from './refuse-compliance.js';

/** Why, as a code of a registry, and for people. */
export interface Why {
  readonly reason: string;
  readonly note?: string | undefined;
}

/**
 * Says no to a request, and what would change the answer: any one code of each inner list. [GRT-12]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED; CODE_UNKNOWN for a code outside the registry
 */
export async function refuseGrant(deps: Deps, actor: Actor, id: string, why: RefusalInput): Promise<Change> {
  const loaded = await loadFor(deps, id, 'refuse');
  const decided = await refuseForCompliance(deps, actor, loaded, why);
  if (decided !== undefined) return decided;
  const message = GrantRefusal.fromPartial({
    request: Buffer.from(loaded.row.request_digest, 'hex'),
    reason: why.reason,
    needs: why.needs.map((anyOf) => ({ anyOf: [...anyOf] })),
    note: why.note ?? '',
  });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRefusal', message }]);
}

/** Says no to an offer. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED */
export async function declineGrant(deps: Deps, actor: Actor, id: string, why: Why): Promise<Change> {
  const loaded = await loadFor(deps, id, 'decline');
  const message = GrantRefusal.fromPartial({
    request: Buffer.from(loaded.row.request_digest, 'hex'),
    grant: grantBytes(loaded),
    reason: why.reason,
    note: why.note ?? '',
  });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRefusal', message }]);
}

/** Opens a hold of this side. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED [GRT-10] */
export async function suspendGrant(deps: Deps, actor: Actor, id: string, why: Why): Promise<Change> {
  const loaded = await loadFor(deps, id, 'suspend');
  const message = GrantSuspension.fromPartial({ grant: grantBytes(loaded), reason: why.reason, note: why.note ?? '' });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantSuspension', message }]);
}

/** Ends a grant before its time, from its log time on. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED [GRT-11] */
export async function revokeGrant(deps: Deps, actor: Actor, id: string, why: Why): Promise<Change> {
  const loaded = await loadFor(deps, id, 'revoke');
  const message = GrantRevocation.fromPartial({ grant: grantBytes(loaded), reason: why.reason, note: why.note ?? '' });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRevocation', message }]);
}
