import type { DigestHex, ExchangeId, Instant } from '../model/index.js';
import { actsOf } from './acts.js';
import { findActTime, type GrantCase, type Offer } from './grant-case.js';
import type { GrantAct } from './grant-state.js';

/** A signature by a key that was lost: whatever was logged since then is contested. [IDN-6] */
export interface SignatureDoubt {
  /** Document that carries the signature. */
  readonly document: DigestHex;
  /** Exchange for which it was made. */
  readonly signer: ExchangeId;
  /** `compromised_since_ms` of the revocation. */
  readonly since: Instant;
}

/** Whether a one-sided act was logged at or after the loss of a key that signed it; an act not logged yet would be. */
export function isContested(grantCase: GrantCase, act: GrantAct): boolean {
  const logTime = findActTime(grantCase, act) ?? grantCase.now;
  return grantCase.doubts.some(({ document, since }) => document === act.digest && logTime >= since);
}

/** The acts that count: none of them contested. */
export function uncontested<A extends GrantAct>(grantCase: GrantCase, acts: readonly A[]): readonly A[] {
  return grantCase.doubts.length === 0 ? acts : acts.filter((act) => !isContested(grantCase, act));
}

/**
 * Whether a signature of a Grant is contested. The provider's was logged when the consumer answered the offer, the
 * consumer's when the provider answered the countersigned form.
 */
export function isOfferContested(grantCase: GrantCase, { digest, formedAt }: Offer): boolean {
  const { doubts, receipts, provider, consumer, now } = grantCase;
  const formed = formedAt ?? now;
  const offered = receipts.findLogTime(digest, consumer) ?? formed;
  return doubts.some(({ document, signer, since }) => {
    return document === digest && (signer === provider ? offered : formed) >= since;
  });
}

/** Every contested act about the request and its grant, in the order of digests. */
export function findContested(grantCase: GrantCase): readonly DigestHex[] {
  const { doubts, offer, acts } = grantCase;
  if (doubts.length === 0) return [];
  const oneSided = acts.filter((act) => act.document.type !== 'selat.v1.Grant' && isContested(grantCase, act));
  const grant = offer !== undefined && isOfferContested(grantCase, offer) ? [offer.digest] : [];
  return [...new Set([...grant, ...oneSided.map(({ digest }) => digest)])].sort();
}

const REPEATABLE = ['selat.v1.GrantResumption', 'selat.v1.GrantRevocation', 'selat.v1.GrantEnd'] as const;

/** Whether the grant or an act on it is contested, and its author has not made the same act again with a good key. [GRT-23] */
export function isHeldByDoubt(grantCase: GrantCase, offer: Offer): boolean {
  if (grantCase.doubts.length === 0) return false;
  return isOfferContested(grantCase, offer) || REPEATABLE.some((type) => isAnyUnrepeated(grantCase, offer, type));
}

function isAnyUnrepeated(grantCase: GrantCase, { digest }: Offer, type: (typeof REPEATABLE)[number]): boolean {
  const acts = actsOf(grantCase.acts, type).filter(({ document }) => document.grant === digest);
  const repeated = acts.filter((act) => !isContested(grantCase, act) && findActTime(grantCase, act) !== undefined);
  const names = new Set(repeated.map(({ document }) => nameOf(document)));
  return acts.some((act) => isContested(grantCase, act) && !names.has(nameOf(act.document)));
}

/** Two acts with one name do the same. */
function nameOf(document: { readonly head: { readonly issuer: string }; readonly suspension?: string }): string {
  return `${document.head.issuer} ${document.suspension ?? ''}`;
}
