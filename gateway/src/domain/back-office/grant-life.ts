import { endGrant, withdrawGrant } from '../grant/end-grant.js';
import { toAmendment, toCounter, toRenewal } from '../grant/follow-up.js';
import type { Actor, EndInput, GrantChangeInput, GrantView, RenewInput } from '../view-types.js';
import { actOnGrant, requestOnce } from './grant-acts.js';
import { digestHex, type Office } from './office.js';

/** What becomes of a request or a grant after its first signature: taken back, asked anew, changed, renewed, ended. */
export interface GrantLifeCases {
  /** Takes back an own request (consumer side) or an own offer (provider side). */
  withdrawGrant(actor: Actor, id: string, note: string | undefined): Promise<GrantView>;
  /** Asks anew in place of an own request, an offer, or what came of neither. */
  counterGrant(actor: Actor, id: string, input: GrantChangeInput): Promise<GrantView>;
  /** Asks for a change of a grant in force. */
  amendGrant(actor: Actor, id: string, input: GrantChangeInput): Promise<GrantView>;
  /** Asks for another term of a grant in force. */
  renewGrant(actor: Actor, id: string, input: RenewInput): Promise<GrantView>;
  /** Ends a grant in the ordinary way. */
  endGrant(actor: Actor, id: string, input: EndInput): Promise<GrantView>;
}

/** [GRT-7] [GRT-15] [GRT-20] */
export function grantLifeCases(office: Office): GrantLifeCases {
  const { deps } = office;
  return {
    withdrawGrant: (actor, id, note) => actOnGrant(office, id, (hex) => withdrawGrant(deps, actor, hex, note)),
    endGrant: (actor, id, input) => actOnGrant(office, id, (hex) => endGrant(deps, actor, hex, input)),
    counterGrant: (actor, id, { key, ...change }) =>
      requestOnce(office, actor, ['counter', id, change], key, () => toCounter(deps, digestHex(id), change)),
    amendGrant: (actor, id, { key, ...change }) =>
      requestOnce(office, actor, ['amend', id, change], key, () => toAmendment(deps, digestHex(id), change)),
    renewGrant: (actor, id, { key, ...change }) =>
      requestOnce(office, actor, ['renew', id, change], key, () => toRenewal(deps, digestHex(id), change)),
  };
}
