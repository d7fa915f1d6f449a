import { Listing } from '@selat/proto/selat/v1/listing.js';
import { checkCanonical } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';

/** A listing before publication: all of the wire's Listing but `head`, `revision` and `supersedes`, which are set then. */
export type ListingDraft = Omit<Listing, 'head' | 'revision' | 'supersedes'>;

const NOTHING = Buffer.alloc(0);

/** Encodes a draft as a selat.v1.Listing without head, revision and supersedes: what the draft store and the API take. */
export function encodeDraft(draft: ListingDraft): Buffer {
  const listing: Listing = { head: undefined, revision: 0n, supersedes: NOTHING, ...draft };
  return Buffer.from(Listing.encode(listing).finish());
}

/**
 * What the gate of a peer would refuse once the draft is published, or undefined. The head is the largest that a publication
 * can add, so that a draft which passes here passes then.
 */
export function gateFault(draft: ListingDraft, exchange: string): string | undefined {
  const digest = Buffer.alloc(32, 1);
  const head = {
    env: 'SANDBOX',
    issuer: exchange,
    audience: [],
    issuedAtMs: BigInt(Number.MAX_SAFE_INTEGER),
    nonce: Buffer.alloc(16, 1),
    agreementDigest: NOTHING,
  };
  const largest: Listing = { head, revision: BigInt(Number.MAX_SAFE_INTEGER), supersedes: digest, ...draft };
  try {
    checkCanonical('selat.v1.Listing', Listing.encode(largest).finish());
    return undefined;
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    const { path, problem } = error.facts;
    return path === undefined || problem === undefined ? error.message : `${path} ${problem}`;
  }
}
