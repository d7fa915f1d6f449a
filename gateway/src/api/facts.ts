/** Facts that officers state with a request or an offer. */
import { z } from 'zod';
import { digest } from './fields.js';

/** What facts are is checked where they are read, with the path of each mistake. [FCT-1] */
const facts = z.record(z.string(), z.unknown()).optional();

const path = z.string().min(1).max(256);
const withheld = z.strictObject({ path, under: z.string().min(1).max(256) });

/** The fields that every act has which rests on a decision. */
export const stated = { facts, withhold: z.array(withheld).max(32).optional() };

const persons = z.int().min(0).max(2_147_483_647);

/** Distinct persons who are new to the ledger of the provider this year. [LGR-4] */
export const newPersons = z.strictObject({ ordinary: persons, sensitive: persons, attestation: digest }).optional();
