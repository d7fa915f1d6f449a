/** Who may do what the work queue leads to. The operations of the same acts name these; a test compares the rest. */
import type { OfficerRole } from '../rows.js';
import type { ReviewKind } from '../rows-office.js';
import { HELD_ACTS } from './held-acts.js';

type Roles = readonly [OfficerRole, ...OfficerRole[]];

export const QUEUE_ROLES = {
  offerGrant: HELD_ACTS['grant.offer'].roles,
  refuseGrant: ['operator', 'reviewer', 'compliance'],
  countersignGrant: HELD_ACTS['grant.countersign'].roles,
  declineGrant: ['operator', 'reviewer', 'compliance'],
  approveParticipant: ['operator', 'reviewer'],
  acceptPeer: ['operator'],
  noticePeer: ['operator', 'compliance'],
} as const satisfies Readonly<Record<string, Roles>>;

/** Who may give which review of a draft. */
export const REVIEW_ROLES: Readonly<Record<ReviewKind, Roles>> = {
  legal: ['reviewer', 'compliance'],
  technical: ['operator', 'reviewer'],
  compliance: ['compliance'],
};

/** Who sees to an order that is not acknowledged, or past its deadline. */
export const ORDER_ROLES: Roles = ['operator', 'compliance'];
