import { z } from 'zod';
import type { DraftView, ItemResult, ListingDetail, ListingView, PageView } from '../../domain/use-cases.js';
import { type ApiClient, type Input, openClient, segment } from '../api-client.js';
import type { Action, Outcome } from '../command.js';
import { flag, parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import { printGateText } from '../output/gate-text.js';
import type { Style } from '../output/style.js';
import { fields, table, toNamesText, toTimeText } from '../output/table.js';
import { publishAll } from './publish.js';
import { reviewLines } from './review.js';

const query = z.object({
  exchange: text.optional(),
  drafts: flag,
  limit: wholeNumber(1, 1000),
  after: text.optional(),
  all: flag,
});

export const listDrafts: Action = async (call) => {
  const { limit, after, all } = parseGiven(query, call);
  const page = await pages<DraftView>(await openClient(call), '/drafts', { limit, after }, all);
  return { json: page, text: (style) => draftTable(page.items, style) + more(page) };
};

export const list: Action = async (call) => {
  const { exchange, drafts, limit, after, all } = parseGiven(query, call);
  if (drafts) return listDrafts(call);
  const client = await openClient(call);
  const page = await pages<ListingView>(client, '/listings', { exchange, limit, after }, all);
  return { json: page, text: (style) => listingTable(page.items, style) + more(page) };
};

async function pages<T>(client: ApiClient, path: string, asked: Input, all: boolean): Promise<PageView<T>> {
  let page = await client.get<PageView<T>>(path, asked);
  const items = [...page.items];
  while (all && page.next !== undefined) {
    page = await client.get<PageView<T>>(path, { ...asked, after: page.next });
    items.push(...page.items);
  }
  return page.next === undefined ? { items } : { items, next: page.next };
}

function more({ next }: PageView<unknown>): string {
  return next === undefined ? '' : `\nMore follows: --after ${next}, or --all\n`;
}

function listingTable(items: readonly ListingView[], style: Style): string {
  return table(
    items,
    [
      { title: 'LISTING', value: ({ id }) => id },
      { title: 'REV', value: ({ revision }) => String(revision) },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'TITLE', value: ({ titles }) => toNamesText(titles), shrinks: true },
    ],
    style,
    'No listings.',
  );
}

function draftTable(items: readonly DraftView[], style: Style): string {
  return table(
    items,
    [
      { title: 'DRAFT', value: ({ id }) => id },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'MADE', value: ({ createdAt }) => toTimeText(createdAt).slice(0, 10) },
      { title: 'SOURCE', value: ({ source }) => source, shrinks: true },
    ],
    style,
    'No drafts.',
  );
}

export const show: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  const listing = await (await openClient(call)).get<ListingDetail>(`/listings/${segment(id)}`);
  return { json: listing, text: (style) => describe(listing, style) };
};

export const publish: Action = async (call) => {
  const { ids, all } = parseGiven(z.object({ ids: texts.default([]), all: flag }), call);
  if (ids.length === 0 && !all) throw usage(['name drafts, or give --all']);
  const client = await openClient(call);
  const items = await publishAll(client, all ? await unpublished(client) : ids);
  const isWhole = items.every(({ ok }) => ok);
  return { json: { items }, text: (style) => resultTable(items, style) + gates(items, style), exit: isWhole ? 0 : 1 };
};

/** Every draft that is not published. */
async function unpublished(client: ApiClient): Promise<readonly string[]> {
  const { items } = await pages<DraftView>(client, '/drafts', { limit: 1000 }, true);
  return items.filter(({ state }) => state === 'draft').map(({ id }) => id);
}

function resultTable(items: readonly ItemResult[], style: Style): string {
  return table(
    items,
    [
      { title: 'LISTING', value: ({ id }) => id },
      { title: 'REV', value: ({ revision }) => (revision === undefined ? '' : String(revision)) },
      { title: 'RESULT', value: toResultText },
    ],
    style,
    'Nothing to publish.',
  );
}

/** Most refusals of the gate that are told in full. */
const MAX_GATES = 1;

/** Below the table, what the own law asks of what it kept back. */
function gates(items: readonly ItemResult[], style: Style): string {
  const kept = items.flatMap(({ gate }) => gate ?? []);
  const told = kept.slice(0, MAX_GATES).map((gate) => `\n${printGateText(gate, 'en', style)}`);
  const more = kept.length - told.length;
  return told.join('') + (more === 0 ? '' : `\nand ${more} more: selat listing check ID tells what each lacks\n`);
}

function toResultText({ ok, error, awaits, gate }: ItemResult): string {
  if (gate !== undefined) return `listing gate: ${gate.outcome}`;
  if (!ok) return error?.message ?? 'failed';
  return awaits === undefined ? 'published' : `waits for the signature of ${awaits}`;
}

const act = z.object({ id: text, reason: text, note: text.optional() });

const change =
  (verb: 'suspend' | 'withdraw'): Action =>
  async (call) => {
    const { id, ...body } = parseGiven(act, call);
    return one(await (await openClient(call)).post<ListingView>(`/listings/${segment(id)}/${verb}`, body));
  };

export const suspend = change('suspend');
export const withdraw = change('withdraw');

function one(listing: ListingView): Outcome {
  return { json: listing, text: (style) => fields(summary(listing), style) };
}

function summary(listing: ListingView): [string, string | undefined][] {
  return [
    ['listing', listing.id],
    ['title', toNamesText(listing.titles)],
    ['state', listing.state],
    ['revision', `${listing.revision}, ${listing.digest}`],
    ['provider', listing.provider],
    ['form', listing.form],
    ['until', toTimeText(listing.validUntil)],
  ];
}

/** One line for each signature: a provider that signs itself shows beside its exchange. */
function signed({ signers }: ListingDetail): [string, string][] {
  return signers.map((entry, at) => [at === 0 ? 'signed by' : '', entry]);
}

function describe(listing: ListingDetail, style: Style): string {
  const terms = table(
    listing.terms,
    [
      { title: 'TERMS', value: ({ id }) => id },
      { title: 'PRICE', value: ({ price }) => price },
      { title: 'ACTIONS', value: ({ actions }) => actions.join(', '), shrinks: true },
    ],
    style,
    'No terms.',
  );
  const receipts = listing.receipts.map(({ by, verdict, logIndex }) => `${by} ${verdict} at ${logIndex}`);
  const verified = listing.verified ? style.good('yes') : style.bad('no');
  const head = fields(
    [
      ...summary(listing),
      ...signed(listing),
      ['verified', verified],
      ['receipts', receipts.join(', ')],
      ...reviewLines(listing.reviews),
    ],
    style,
  );
  return `${head}\n${terms}`;
}
