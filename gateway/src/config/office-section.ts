/** The sections `officers` and `reviews` of selat.yaml: for what two officers are needed, and which reviews a listing needs. */
import { z } from 'zod';
import { HELD_ACT_NAMES, type HeldAct } from '../domain/office/held-acts.js';
import { REVIEW_KINDS, type ReviewKind } from '../domain/rows-office.js';

export interface OfficeConfig {
  readonly officers: {
    /** Acts that wait for a second officer. */
    readonly twoFor: readonly HeldAct[];
    /** How long an act waits, hours. */
    readonly waitHours: number;
  };
  readonly reviews: {
    /** Reviews without which no draft is published. */
    readonly required: readonly ReviewKind[];
    /** Whether who stored a draft may not approve it. */
    readonly fourEyes: boolean;
  };
}

const MAX_WAIT_HOURS = 720;
const hours = `is not a whole number from 1 to ${MAX_WAIT_HOURS}`;
const isDistinct = (list: readonly string[]) => new Set(list).size === list.length;

/** For the schema of the whole file. */
export const officeSections = {
  officers: z
    .strictObject({
      twoFor: z
        .array(z.enum(HELD_ACT_NAMES, `is not one of ${HELD_ACT_NAMES.join(', ')}`))
        .refine(isDistinct, 'names an act twice')
        .optional(),
      waitHours: z.int(hours).min(1, hours).max(MAX_WAIT_HOURS, hours).default(72),
    })
    .prefault({}),
  reviews: z
    .strictObject({
      required: z
        .array(z.enum(REVIEW_KINDS, `is not one of ${REVIEW_KINDS.join(', ')}`))
        .refine(isDistinct, 'names a review twice')
        .default([]),
      fourEyes: z.boolean().default(true),
    })
    .prefault({}),
};

/** What to write for a key that is wrong. */
export const OFFICE_FIXES: Readonly<Record<string, string>> = {
  officers: 'state twoFor and waitHours, or remove the key',
  'officers.twoFor': `list acts out of ${HELD_ACT_NAMES.join(', ')}, or remove the key: all in LIVE, none in SANDBOX`,
  'officers.waitHours': `write the hours that an act waits for the second officer, 1 to ${MAX_WAIT_HOURS}`,
  reviews: 'state required and fourEyes, or remove the key',
  'reviews.required': `list reviews out of ${REVIEW_KINDS.join(', ')}; [] asks for none`,
  'reviews.fourEyes': 'write true where who stored a draft may not approve it, else false',
};

interface OfficeFile {
  readonly officers: { readonly twoFor?: readonly HeldAct[] | undefined; readonly waitHours: number };
  readonly reviews: OfficeConfig['reviews'];
}

/** LIVE asks for two officers wherever it can be asked, unless the file says otherwise. [BOF-2] */
export function toOfficeConfig({ officers, reviews }: OfficeFile, environment: 'SANDBOX' | 'LIVE'): OfficeConfig {
  const twoFor = officers.twoFor ?? (environment === 'LIVE' ? HELD_ACT_NAMES : []);
  return { officers: { twoFor, waitHours: officers.waitHours }, reviews };
}
