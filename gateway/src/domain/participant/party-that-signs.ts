import type { GrantRequest } from '@selat/proto/selat/v1/grant.js';
import type { Listing } from '@selat/proto/selat/v1/listing.js';
import type { PartyId, SigningKind } from '@selat/sdk/model';

/** The participant that may sign a document, in its role, and the kind of document that it is for it. */
export interface SigningParty {
  readonly id: PartyId;
  readonly role: 'provider' | 'consumer';
  readonly kind: SigningKind;
}

/** @param message decoded by the codec of `type`; undefined where no participant signs such documents beside its exchange */
export function partyThatSigns(type: string, message: unknown): SigningParty | undefined {
  if (type === 'selat.v1.Listing') {
    return { id: (message as Listing).product?.provider ?? '', role: 'provider', kind: 'LISTINGS' };
  }
  if (type === 'selat.v1.GrantRequest') {
    return { id: (message as GrantRequest).consumer, role: 'consumer', kind: 'REQUESTS' };
  }
  return undefined;
}
