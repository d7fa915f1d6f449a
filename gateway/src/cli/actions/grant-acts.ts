/** How a command acts on one grant. */
import type { z } from 'zod';
import type { GrantView, PageView, PriceInput, QuotaInput } from '../../domain/use-cases.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action, Outcome } from '../command.js';
import { onlyId, shortenedDigits } from '../full-id.js';
import { parseGiven } from '../given.js';
import type { Io } from '../io.js';
import { describe } from '../output/grant-text.js';

/** Most grants that are looked through for a short id. */
const NEWEST = 1000;

/** The id of a grant that a person may have shortened. */
export async function fullId(client: ApiClient, id: string): Promise<string> {
  const digits = shortenedDigits(id);
  if (digits === undefined) return id;
  const { items } = await client.get<PageView<GrantView>>('/grants', { limit: NEWEST });
  return onlyId(items, digits, 'grant');
}

/** An act on one grant: what the command line says of it, and the body that it becomes. */
export const act =
  <T extends { readonly id: string }>(
    verb: string,
    schema: z.ZodType<T>,
    toBody: (given: T, io: Io) => object | Promise<object>,
  ): Action =>
  async (call) => {
    const given = parseGiven(schema, call);
    const client = await openClient(call);
    const grant = segment(await fullId(client, given.id));
    return one(await client.post<GrantView>(`/grants/${grant}/${verb}`, { ...(await toBody(given, call.io)) }));
  };

export function one(grant: GrantView): Outcome {
  return { json: grant, text: (style) => describe(grant, style) };
}

/** What the command line says of a request, in its own words. */
interface RequestGiven {
  readonly terms?: string | undefined;
  readonly action?: readonly string[] | undefined;
  readonly purpose?: readonly string[] | undefined;
  readonly place?: readonly string[] | undefined;
  readonly volume?: readonly QuotaInput[] | undefined;
  readonly price?: PriceInput | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** The same in the words of the API. */
export function toRequestBody({ terms, action, purpose, place, from, until, ...rest }: RequestGiven): object {
  return {
    ...rest,
    termsId: terms,
    actions: action,
    purposes: purpose,
    places: place,
    validFrom: from,
    validUntil: until,
  };
}
