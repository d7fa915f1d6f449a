import { z } from 'zod';
import type { DraftDetail, DraftReviewView, ItemResult, PageView, ReviewView } from '../../domain/use-cases.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action } from '../command.js';
import { flag, parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, table, toTimeText } from '../output/table.js';
import { batches } from './publish.js';

const query = z.object({
  kind: text.optional(),
  verdict: text.optional(),
  limit: wholeNumber(1, 1000),
  after: text.optional(),
  all: flag,
});

export const list: Action = async (call) => {
  const { all, ...asked } = parseGiven(query, call);
  const page = await listPages(await openClient(call), asked, all);
  return { json: page, text: (style) => reviewTable(page.items, style) + more(page) };
};

async function listPages(
  client: ApiClient,
  asked: Readonly<Record<string, string | number | undefined>>,
  isAll: boolean,
): Promise<PageView<DraftReviewView>> {
  let page = await client.get<PageView<DraftReviewView>>('/reviews', asked);
  const items = [...page.items];
  while (isAll && page.next !== undefined) {
    page = await client.get<PageView<DraftReviewView>>('/reviews', { ...asked, after: page.next });
    items.push(...page.items);
  }
  return page.next === undefined ? { items } : { items, next: page.next };
}

function more({ next }: PageView<unknown>): string {
  return next === undefined ? '' : `\nMore follows: --after ${next}, or --all\n`;
}

function reviewTable(items: readonly DraftReviewView[], style: Style): string {
  return table(
    items,
    [
      { title: 'DRAFT', value: ({ draft }) => draft },
      { title: 'REVIEW', value: ({ kind }) => kind },
      { title: 'VERDICT', value: verdictOf },
      { title: 'BY', value: ({ officer }) => officer ?? '', shrinks: true },
      { title: 'NOTE', value: ({ note }) => note ?? '', shrinks: true },
    ],
    style,
    'No review is open or given.',
  );
}

const verdictOf = ({ verdict, isVoided }: ReviewView): string => (isVoided === true ? `${verdict} again` : verdict);

/** One line for each review, for `draft show` and `listing show`. */
export function reviewLines(reviews: readonly ReviewView[]): [string, string][] {
  return reviews.map((review, at) => {
    const by = review.officer === undefined ? '' : ` by ${review.officer}, ${toTimeText(review.at ?? 0)}`;
    const why = review.note === undefined ? '' : `: ${review.note}`;
    return [at === 0 ? 'reviews' : '', `${review.kind} ${verdictOf(review)}${by}${why}`];
  });
}

const given = z.object({ drafts: texts.default([]), kind: text, note: text.optional(), all: flag });

const give =
  (verdict: 'APPROVED' | 'REJECTED'): Action =>
  async (call) => {
    const { drafts, kind, note, all } = parseGiven(given, call);
    if (drafts.length === 0 && !all) {
      throw usage([verdict === 'APPROVED' ? 'name drafts, or give --all' : 'name the drafts']);
    }
    const client = await openClient(call);
    const wanted = all ? await openDrafts(client, kind) : drafts.map((id) => ({ id }));
    const items: ItemResult[] = [];
    for (const part of batches(wanted, () => 1)) {
      const answer = await client.post<PageView<ItemResult>>('/reviews', { drafts: part, kind, verdict, note });
      items.push(...answer.items);
    }
    const failed = items.filter(({ ok }) => !ok);
    return {
      json: { items },
      text: (style) => describeGiven(items, `${kind} review ${verdict.toLowerCase()}`, style),
      exit: failed.length === 0 ? 0 : 1,
    };
  };

export const approve = give('APPROVED');
export const reject = give('REJECTED');

/** With the content that the list showed: a draft that changes meanwhile is not approved unseen. */
async function openDrafts(client: ApiClient, kind: string) {
  const { items } = await listPages(client, { kind, verdict: 'OPEN', limit: 1000 }, true);
  return items.map(({ draft, contentDigest }) => ({ id: draft, digest: contentDigest }));
}

function describeGiven(items: readonly ItemResult[], what: string, style: Style): string {
  const done = items.filter(({ ok }) => ok).length;
  const failed = items.flatMap(({ error }) => (error === undefined ? [] : [`  ${style.bad(error.message)}\n`]));
  return `${what}: ${done} of ${items.length}\n${failed.join('')}`;
}

export const showDraft: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  const draft = await (await openClient(call)).get<DraftDetail>(`/drafts/${segment(id)}`);
  return {
    json: draft,
    text: (style) =>
      fields(
        [
          ['draft', draft.id],
          ['state', draft.state],
          ['source', draft.source],
          ['stored by', `${draft.officer}, ${toTimeText(draft.createdAt)}`],
          ['content', draft.contentDigest],
          ...reviewLines(draft.reviews),
        ],
        style,
      ),
  };
};
