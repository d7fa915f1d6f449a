import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseJwsText, toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import type { OrderDetail, OrderView, PageView } from '../../domain/use-cases.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { onlyId, shortenedDigits } from '../full-id.js';
import { flag, parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import { instant } from '../grant-given.js';
import { describeOrder, describeOrders } from '../output/order-text.js';
import { fullId as fullGrantId } from './grant-acts.js';

const scopes = {
  product: texts.optional(),
  participant: texts.optional(),
  grant: texts.optional(),
  category: texts.optional(),
};
const paper = { basis: texts, reference: text, original: text, effective: instant, received: text.optional() };
const binding = z.object({
  authority: text,
  ...paper,
  ...scopes,
  all: flag,
  measure: text.optional(),
  jurisdiction: text.optional(),
  deleteBy: instant,
  rectifyBy: instant,
});
const resuming = z.object({ id: text, ...paper, ...scopes });

export const halt: Action = (call) => bind(call, 'HALT');
export const rectify: Action = (call) => bind(call, 'RECTIFY');
export const recall: Action = (call) => bind(call, 'RECALL');

async function bind(call: Call, kind: string): Promise<Outcome> {
  const given = parseGiven(binding, call);
  const { authority, all, measure, jurisdiction, deleteBy, rectifyBy } = given;
  const client = await openClient(call);
  const selected = await toScopes(client, given);
  if (all === selected.length > 0) {
    throw usage(['what the order binds: give --all, or any of --product, --participant, --grant and --category']);
  }
  const what = all ? [{ kind: 'ALL' }] : selected;
  const body = {
    kind,
    scopes: what,
    authority,
    measure,
    jurisdiction,
    deleteBy,
    rectifyBy,
    ...(await toPaper(call, given)),
  };
  return detailed(client, await client.post<OrderView>('/orders', body));
}

export const resume: Action = async (call) => {
  const given = parseGiven(resuming, call);
  const client = await openClient(call);
  const selected = await toScopes(client, given);
  const body = { ...(await toPaper(call, given)), ...(selected.length === 0 ? {} : { scopes: selected }) };
  const id = await fullId(client, given.id);
  await client.post<OrderView>(`/orders/${segment(id)}/resume`, body);
  return detailed(client, { id });
};

export const register: Action = async (call) => {
  const { file } = parseGiven(z.object({ file: text }), call);
  const content = (await readOrder(resolve(call.io.cwd, file))).toString('utf8');
  const document = toJwsJson(parseJwsText(content));
  const client = await openClient(call);
  return detailed(client, await client.post<OrderView>('/orders/register', { document }));
};

export const list: Action = async (call) => {
  const { limit, after } = parseGiven(z.object({ limit: wholeNumber(1, 1000), after: text.optional() }), call);
  const page = await (await openClient(call)).get<PageView<OrderView>>('/orders', { limit, after });
  return { json: page, text: (style) => describeOrders(page, style) };
};

export const show: Action = async (call) => {
  const client = await openClient(call);
  const id = await fullId(client, parseGiven(z.object({ id: text }), call).id);
  return detailed(client, { id });
};

/** The order as it stands now, with the grants that it holds. */
async function detailed(client: ApiClient, { id }: Pick<OrderView, 'id'>): Promise<Outcome> {
  const order = await client.get<OrderDetail>(`/orders/${segment(id)}`);
  return { json: order, text: (style) => describeOrder(order, style) };
}

type Selected = z.output<z.ZodObject<typeof scopes>>;

async function toScopes(client: ApiClient, { product = [], participant = [], grant = [], category = [] }: Selected) {
  const grants: string[] = [];
  for (const id of grant) grants.push(await fullGrantId(client, id));
  const of = (kind: string, values: readonly string[]) => values.map((value) => ({ kind, value }));
  return [
    ...of('PRODUCT', product),
    ...of('PARTICIPANT', participant),
    ...of('FLOW', grants),
    ...of('CATEGORY', category),
  ];
}

type Paper = z.output<z.ZodObject<typeof paper>>;

/** The order itself stays here: what crosses is the digest of a salt and its bytes. [ORD-4] */
async function toPaper({ io }: Call, { basis, reference, original, effective, received }: Paper) {
  const salt = io.random(32);
  const bytes = await readOrder(resolve(io.cwd, original));
  const digest = hash('sha256', Buffer.concat([salt, bytes]), 'hex');
  return {
    ...{ legalBasis: basis, reference, effectiveAt: effective, receivedOn: received },
    original: { digest, salt: salt.toString('hex') },
  };
}

async function readOrder(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const message = `cannot read the order from ${file}: ${cause instanceof Error ? cause.message : 'unreadable'}`;
    throw new SelatError('USAGE', message, { file }, { cause });
  }
}

const NEWEST = 1000;

/** The digest of an order that a person may have shortened. */
async function fullId(client: ApiClient, id: string): Promise<string> {
  const digits = shortenedDigits(id);
  if (digits === undefined) return id;
  const { items } = await client.get<PageView<OrderView>>('/orders', { limit: NEWEST });
  return onlyId(items, digits, 'order');
}
