/** The form of the section `grants`, with what to write where a key is wrong. */
import { z } from 'zod';

/** How this exchange offers grants. */
export interface GrantsConfig {
  /** Hours that an offer may be countersigned, 1 to 8,760; absent, or more than the agreement says = the agreement's. */
  readonly offerDeadlineHours?: number;
}

const HOURS = 'is not a whole number from 1 to 8760';

export const grantsSchema = z
  .strictObject({ offerDeadlineHours: z.int(HOURS).min(1, 'is below 1').max(8_760, 'is above 8760').optional() })
  .prefault({})
  .transform(
    ({ offerDeadlineHours }): GrantsConfig => (offerDeadlineHours === undefined ? {} : { offerDeadlineHours }),
  );

export const GRANTS_FIXES = {
  grants: 'state offerDeadlineHours, or remove the key',
  'grants.offerDeadlineHours': 'write the hours that an offer may be countersigned, 1 to 8760, or remove the key',
} as const;
