import { queueCases } from '../office/queue.js';
import type { QueueVerbs } from '../office/queue-source.js';
import { heldCases } from '../office/two-officers.js';
import type { UseCases } from '../use-cases.js';
import { admissionCases } from './admission.js';
import { attestationCases } from './attestations.js';
import { backupCases } from './backup.js';
import { grantLifeCases } from './grant-life.js';
import { grantCases } from './grants.js';
import { keyCases } from './keys.js';
import { ledgerCases } from './ledger.js';
import { listingGateCases } from './listing-gate.js';
import { listingCases } from './listings.js';
import { memberCases, membershipCases } from './member-cases.js';
import type { Office } from './office.js';
import { officerCases } from './officers.js';
import { orderCases } from './orders.js';
import { packCases } from './packs.js';
import { peerCases } from './peers.js';
import { participantCases } from './people.js';
import { recordCases } from './records.js';
import { reviewCases } from './reviews.js';
import { searchCases } from './search.js';

/** Everything that officers can do, over one set of dependencies; of what needs two, the first officer's half. */
export function backOffice(office: Office): UseCases {
  const verbs = { ...plainCases(office), ...heldCases(office, plainCases) };
  return { ...verbs, ...queueCases(office, verbs, plainCases) };
}

/** The same without the rule of two officers, and without the queue. */
function plainCases(office: Office): QueueVerbs {
  return {
    ...recordCases(office),
    ...officerCases(office),
    ...participantCases(office),
    ...membershipCases(office),
    ...memberCases(office),
    ...peerCases(office),
    ...keyCases(office),
    ...listingCases(office),
    ...reviewCases(office),
    ...searchCases(office),
    ...grantCases(office),
    ...backupCases(office),
    ...grantLifeCases(office),
    ...admissionCases(office),
    ...attestationCases(office),
    ...orderCases(office),
    ...packCases(office),
    ...listingGateCases(office),
    ...ledgerCases(office),
  };
}
