/** What a listing says for the listing gate. [CMP-14] */
import type { Listing } from '../../model/index.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import type { Day } from '../language/days.js';
import { dataOf, publicDataOf } from './base-facts.js';
import { present } from './flow-legs.js';

const DAYS_A_MONTH = 30;
/** Most months that facts hold. */
const MOST_MONTHS = 1_200;

/**
 * Facts of a listing without a flow. Identities count as verified, because a listing needs the accepted record of its provider
 * (LST-8) and a request that of its consumer (GRT-2). What no listing says stays absent: disputes on title, the opinion, how
 * long logs are kept, whether individuals authorised, secrets.
 * @returns without legs: to be evaluated, not to be signed
 */
export function factsOfListing(listing: Listing, asOf: Day): FlowFacts {
  const { product, terms } = listing;
  const { rights } = product;
  const [purpose] = terms.flatMap(({ purposes }) => purposes);
  const evidenced = (right: { readonly evidence: string } | undefined) => (right?.evidence ? 'yes' : undefined);
  return {
    asOf,
    legs: [],
    collectedIn: product.originJurisdictions,
    provider: { id: product.provider },
    data: dataOf(product),
    ...(purpose === undefined ? {} : { purpose }),
    retention: { overseasMonths: monthsOf(listing) },
    listing: present({
      publicData: publicDataOf(product),
      sourceStatement: product.sourceStatement === undefined ? undefined : 'yes',
      sellerIdentityVerified: 'yes',
      buyerIdentityVerified: 'yes',
      rightHold: evidenced(rights?.hold),
      rightProcess: evidenced(rights?.process),
      rightOperate: evidenced(rights?.operate),
      gradeDeclared: 'yes',
      onwardUseBanned: terms.every(({ onwardSupply }) => onwardSupply === 'FORBIDDEN') ? 'yes' : 'no',
    }),
  };
}

/** The longest that a licence lets data stay: its term and what may be kept after it, in months begun. */
function monthsOf({ terms }: Listing): number {
  const days = terms.map(({ term, retention }) => (term?.days ?? 0) + (retention?.daysAfterEnd ?? 0));
  return Math.min(MOST_MONTHS, Math.ceil(Math.max(0, ...days) / DAYS_A_MONTH));
}
