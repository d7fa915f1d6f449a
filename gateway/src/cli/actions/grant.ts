import { z } from 'zod';
import type { GrantDetail, GrantView, PageView } from '../../domain/use-cases.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action, Outcome } from '../command.js';
import { parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, shortDigest, table, toTimeText } from '../output/table.js';

const id = text;
const note = text.optional();
const bare = z.object({ id });

const requested = z.object({
  listing: text,
  terms: text,
  consumer: text,
  action: texts,
  purpose: texts,
  place: texts,
  supersedes: text.optional(),
});

export const request: Action = async (call) => {
  const { terms, action, purpose, place, ...rest } = parseGiven(requested, call);
  const body = { ...rest, termsId: terms, actions: action, purposes: purpose, places: place };
  return one(await (await openClient(call)).post<GrantView>('/grants', body));
};

export const list: Action = async (call) => {
  const query = parseGiven(z.object({ limit: wholeNumber(1, 1000), after: text.optional() }), call);
  const page = await (await openClient(call)).get<PageView<GrantView>>('/grants', query);
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'GRANT', value: ({ id }) => shortDigest(id) },
          { title: 'STATE', value: ({ state }) => state },
          { title: 'SIDE', value: ({ side }) => side },
          { title: 'CONSUMER', value: ({ consumer }) => consumer, shrinks: true },
          { title: 'LISTING', value: ({ listing }) => listing, shrinks: true },
        ],
        style,
        'No grants yet.',
      ),
  };
};

export const show: Action = async (call) => {
  const { id } = parseGiven(bare, call);
  const client = await openClient(call);
  const grant = await client.get<GrantDetail>(`/grants/${segment(await fullId(client, id))}`);
  return { json: grant, text: (style) => `${describe(grant, style)}\n${documentTable(grant, style)}` };
};

/** Most grants that are looked through for a short id. */
const NEWEST = 1000;

/** The id that a person shortened to its first digits, as tables print them; 6 digits at least. */
async function fullId(client: ApiClient, id: string): Promise<string> {
  const digits = id.replace(/^sha256:/, '').toLowerCase();
  if (!/^[0-9a-f]{6,63}$/.test(digits)) return id;
  const { items } = await client.get<PageView<GrantView>>('/grants', { limit: NEWEST });
  const found = items.filter((each) => each.id.startsWith(`sha256:${digits}`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  throw usage([`${found.length === 0 ? 'no grant' : 'more than one grant'} begins with ${digits}: give the whole id`]);
}

/** An act on one grant: what the command line says of it, and the body that it becomes. */
const act =
  <T extends { readonly id: string }>(verb: string, schema: z.ZodType<T>, toBody: (given: T) => object): Action =>
  async (call) => {
    const given = parseGiven(schema, call);
    const client = await openClient(call);
    const grant = segment(await fullId(client, given.id));
    return one(await client.post<GrantView>(`/grants/${grant}/${verb}`, { ...toBody(given) }));
  };

const noted = z.object({ id, note });
const reasoned = z.object({ id, reason: text, note });
const refusal = reasoned.extend({ need: texts.default([]) });

export const refuse = act('refuse', refusal, ({ reason, note: why, need }) => ({
  reason,
  note: why,
  needs: need.map((codes) => codes.split(',').map((code) => code.trim())),
}));
export const offer = act('offer', bare, () => ({}));
export const countersign = act('countersign', bare.extend({ wait: wholeNumber(0, 60) }), ({ wait }) => ({
  waitMs: wait * 1000,
}));
export const decline = act('decline', noted, ({ note: why }) => ({ note: why }));
export const suspend = act('suspend', reasoned, ({ reason, note: why }) => ({ reason, note: why }));
export const resume = act('resume', noted, ({ note: why }) => ({ note: why }));
export const revoke = act('revoke', reasoned, ({ reason, note: why }) => ({ reason, note: why }));

function one(grant: GrantView): Outcome {
  return { json: grant, text: (style) => describe(grant, style) };
}

function describe(grant: GrantView, style: Style): string {
  const state = grant.state === 'active' ? style.good(grant.state) : style.bold(grant.state);
  return fields(
    [
      ['grant', grant.id],
      ['state', grant.reason === undefined ? state : `${state} (${grant.reason})`],
      ['side', `${grant.side}, with ${grant.peer}`],
      ['listing', grant.listing],
      ['consumer', grant.consumer],
      ['signed by', grant.signers.join(', ')],
      ['decisions', grant.decisions.join(', ') || 'none'],
      ['holds', grant.holds.map(({ by, reason }) => `${by}: ${reason}`).join(', ')],
      ['needs', grant.needs.map((codes) => codes.join(' or ')).join(', ')],
      ['until', grant.validUntil === undefined ? undefined : toTimeText(grant.validUntil)],
    ],
    style,
  );
}

function documentTable({ documents, receipts }: GrantDetail, style: Style): string {
  const rows = table(
    documents,
    [
      { title: 'DOCUMENT', value: ({ type }) => type.replace('selat.v1.', '') },
      { title: 'BY', value: ({ by }) => by, shrinks: true },
      { title: 'DIGEST', value: ({ digest }) => shortDigest(digest) },
    ],
    style,
    'No documents.',
  );
  const given = receipts.map(
    ({ by, verdict, submitter, logIndex }) => `${by}: ${verdict} for ${submitter} at ${logIndex}`,
  );
  return given.length === 0
    ? rows
    : `${rows}\n${fields(
        given.map((line, at) => [at === 0 ? 'receipts' : '', line]),
        style,
      )}`;
}
