import { openApiDocument } from '../openapi-document.js';
import { ANY_OFFICER, NOTHING, operation, type RegisteredOperation } from '../operation.js';
import { ADMISSION_OPERATIONS } from './admission.js';
import { ATTESTATION_OPERATIONS } from './attestations.js';
import { AUTHORITY_OPERATIONS } from './authorities.js';
import { BACKUP_OPERATIONS } from './backup.js';
import { GRANT_LIFE_OPERATIONS } from './grant-life.js';
import { GRANT_OPERATIONS } from './grants.js';
import { KEY_OPERATIONS } from './keys.js';
import { LEDGER_OPERATIONS } from './ledger.js';
import { LISTING_GATE_OPERATIONS } from './listing-gate.js';
import { LISTING_OPERATIONS } from './listings.js';
import { MEMBER_OPERATIONS } from './member.js';
import { MEMBERSHIP_OPERATIONS } from './membership.js';
import { NODE_OPERATIONS } from './node.js';
import { OFFICER_OPERATIONS } from './officers.js';
import { ORDER_OPERATIONS } from './orders.js';
import { PACK_OPERATIONS } from './packs.js';
import { PARTICIPANT_OPERATIONS } from './participants.js';
import { PEER_OPERATIONS } from './peers.js';
import { QUEUE_OPERATIONS } from './queue.js';
import { REVIEW_OPERATIONS } from './reviews.js';
import { SEARCH_OPERATIONS } from './search.js';

/** Path under which every operation is served. */
export const API_PREFIX = '/api/v1';

const SELF_DESCRIPTION = operation({
  method: 'GET',
  path: '/openapi.json',
  summary: 'Describe this API as OpenAPI 3.1',
  roles: ANY_OFFICER,
  schema: NOTHING,
  run: async () => openApiDocument(OPERATIONS, API_PREFIX),
});

/** Everything that the back office can call. */
export const OPERATIONS: readonly RegisteredOperation[] = [
  ...NODE_OPERATIONS,
  ...KEY_OPERATIONS,
  ...AUTHORITY_OPERATIONS,
  ...OFFICER_OPERATIONS,
  ...PEER_OPERATIONS,
  ...PARTICIPANT_OPERATIONS,
  ...SEARCH_OPERATIONS,
  ...MEMBERSHIP_OPERATIONS,
  ...MEMBER_OPERATIONS,
  ...LISTING_OPERATIONS,
  ...LISTING_GATE_OPERATIONS,
  ...REVIEW_OPERATIONS,
  ...GRANT_OPERATIONS,
  ...QUEUE_OPERATIONS,
  ...BACKUP_OPERATIONS,
  ...GRANT_LIFE_OPERATIONS,
  ...ADMISSION_OPERATIONS,
  ...ATTESTATION_OPERATIONS,
  ...PACK_OPERATIONS,
  ...ORDER_OPERATIONS,
  ...LEDGER_OPERATIONS,
  SELF_DESCRIPTION,
];
