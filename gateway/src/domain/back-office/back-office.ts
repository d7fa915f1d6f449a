import type { UseCases } from '../use-cases.js';
import { backupCases } from './backup.js';
import { grantLifeCases } from './grant-life.js';
import { grantCases } from './grants.js';
import { listingCases } from './listings.js';
import { memberCases, membershipCases } from './member-cases.js';
import type { Office } from './office.js';
import { peerCases } from './peers.js';
import { officerCases, participantCases } from './people.js';
import { recordCases } from './records.js';
import { searchCases } from './search.js';

/** Everything that officers can do, over one set of dependencies. */
export function backOffice(office: Office): UseCases {
  return {
    ...recordCases(office),
    ...officerCases(office),
    ...participantCases(office),
    ...membershipCases(office),
    ...memberCases(office),
    ...peerCases(office),
    ...listingCases(office),
    ...searchCases(office),
    ...grantCases(office),
    ...backupCases(office),
    ...grantLifeCases(office),
  };
}
