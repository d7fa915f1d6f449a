import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '@selat/sdk/errors';
import { type DigestHex, exchangeOf, type RegulatoryOrder } from '@selat/sdk/model';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import { verifyBrought } from '../receive/verify-brought.js';
import type { Actor } from '../view-types.js';
import { checkOrder, orderRow } from './check-order.js';
import { ORDERS } from './load-orders.js';

/**
 * Takes an order that an authority of this exchange signed itself, and an officer brings as a file: it binds here at once,
 * and goes to every peer ahead of everything else. What is known already changes nothing. [ORD-4] [ORD-8]
 * @throws SelatError every reason of gate and signatures; ORDER_SCOPE_TOO_WIDE, ORDER_RESUME_MISMATCH, PREDECESSOR_MISSING;
 *   REQUEST_INVALID for a document of another type, or an order of another exchange's authority
 */
export async function registerOrder(
  deps: Deps,
  actor: Actor,
  document: SignedDocument,
): Promise<{ readonly change: Change; readonly order: DigestHex }> {
  const brought = await verifyBrought(deps, document, ['selat.v1.RegulatoryOrder'], 'no order of a regulator');
  const { parsed, write, isKnown } = brought;
  const { digest, submissionDigest } = write;
  if (isKnown) return { change: {}, order: digest };
  requireOwnAuthority(deps, parsed);
  await checkOrder(deps, parsed);
  const change: Change = {
    officer: actor.id,
    documents: [write],
    leaves: [{ act: parsed.type, direction: 'out', chain: '*', documentDigest: digest, submissionDigest }],
    rows: [orderRow(digest, parsed, deps.clock())],
    evidence: [{ subject: ORDERS, digest, by: exchangeOf(parsed.head.issuer) }],
    broadcast: [{ digest, submissionDigest, isUrgent: true }],
  };
  return { change, order: digest };
}

/** What officers transcribe is issued here; the orders of another exchange's authorities are delivered and followed up there. */
function requireOwnAuthority({ self }: Deps, { head, reference, isSignedByAuthority }: RegulatoryOrder): void {
  const home = exchangeOf(head.issuer);
  if (home === self.exchange && isSignedByAuthority) return;
  const why = isSignedByAuthority ? `${home} delivers the orders of its authorities` : 'its authority did not sign it';
  const message = `cannot take order ${reference} of ${head.issuer} from a file: ${why}`;
  throw new SelatError('REQUEST_INVALID', message, { issuer: head.issuer, home });
}
