import type { GrantRequest } from '@selat/proto/selat/v1/grant.js';
import type { Listing } from '@selat/proto/selat/v1/listing.js';
import { parseSignerEntry, type VerifiedDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';

/** Whom the content names in a role; undefined where it names nobody in it. */
function namedAs(role: string, { type, head, message }: VerifiedDocument): string | undefined {
  if (role === 'acceptor') return head.audience[0];
  // The codec of `type` made the message.
  if (role === 'provider' && type === 'selat.v1.Listing') return (message as Listing).product?.provider;
  if (role === 'consumer' && type === 'selat.v1.GrantRequest') return (message as GrantRequest).consumer;
  return undefined;
}

/**
 * The signers list names the parties that the content names: the acceptor is its audience, provider and consumer are its
 * own. Checked before anything is decided, because another signers list over the same content must still be accepted.
 * @throws SelatError SIGNER_NOT_ALLOWED [DOC-9]
 */
export function requireParties(verified: VerifiedDocument): void {
  const { type, signers } = verified;
  for (const { id, role } of signers.map(parseSignerEntry)) {
    const named = namedAs(role, verified);
    if (named === undefined || named === id) continue;
    const message = `cannot accept ${type}: its signers name ${id} as ${role}, its content names ${named}`;
    throw new SelatError('SIGNER_NOT_ALLOWED', message, { type, role, id, named });
  }
}
