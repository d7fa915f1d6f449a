/** Forms of the fields that requests have in common. Rules are behind the use cases; here is form only. */

import { REGISTRIES } from '@selat/proto/schema.js';
import { FORMATS } from '@selat/sdk/document';
import { z } from 'zod';

/** Text in one of the closed forms of the protocol, such as `exchange-id`. */
export function form(name: string): z.ZodType<string> {
  const { meaning, matches } = FORMATS[name] ?? { meaning: name, matches: () => false };
  return z.string().refine(matches, `is not ${meaning}`).meta({ description: meaning });
}

/** Most codes that a message lists: of more, the registry is named. */
const LISTED_CODES = 24;

/** A code of a published registry. */
export function code(registry: string): z.ZodType<string> {
  const codes = Object.keys(REGISTRIES[registry] ?? {});
  const known = codes.length > LISTED_CODES ? '' : `: ${codes.join(', ')}`;
  return z.enum(codes, `is no code of registry ${registry}${known}`);
}

export const digest = form('digest');
export const note = z.string().min(1).max(2048).optional();
/** How long a call may wait for the other side, milliseconds. */
export const waitMs = z.int().min(0).max(60_000).default(0);

/** Query of a page. Numbers of a query arrive as text. */
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().min(1).max(512).optional(),
});

/** General JWS JSON; the gate reads what is in it. */
export const jws = z.strictObject({
  payload: z.string(),
  signatures: z
    .array(z.strictObject({ protected: z.string(), signature: z.string() }))
    .min(1)
    .max(16),
});
