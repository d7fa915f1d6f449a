import { type JwsJson, parseJwsJson } from '@selat/sdk/document';
import type { DigestHex } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Change } from '../change.js';
import type { Held } from '../office/views.js';
import { loadAcknowledgements } from '../order/acknowledgement.js';
import { issueOrder, type OrderInput, requireOrder } from '../order/issue-order.js';
import type { OrderDetail, OrderDraft, OrderView, ResumeDraft } from '../order/order-view.js';
import { openOrderBook, printOrder, printOrderDetail } from '../order/print-order.js';
import { registerOrder } from '../order/register-order.js';
import type { Actor, PageQuery, PageView } from '../view-types.js';
import { digestHex, type Office } from './office.js';
import { toPage } from './page.js';

/** Orders of regulators. [ORD-1] */
export interface OrderCases {
  /** Transcribes a HALT, RECTIFY or RECALL of an authority, which binds at once. */
  issueOrder(actor: Actor, draft: OrderDraft): Promise<OrderView | Held>;
  /** Takes an order or a RESUME that an authority signed itself. */
  registerOrder(actor: Actor, document: JwsJson): Promise<OrderView>;
  /** Transcribes the RESUME of an order. */
  resumeOrder(actor: Actor, id: string, draft: ResumeDraft): Promise<OrderView | Held>;
  /** Newest first. */
  listOrders(page: PageQuery): Promise<PageView<OrderView>>;
  showOrder(id: string): Promise<OrderDetail>;
}

/** How long the answer waits for acknowledgements, milliseconds; it shows what is missing then. */
const ANSWER_WAIT_MS = 2_000;

export function orderCases(office: Office): OrderCases {
  const { deps } = office;
  const { reader } = deps;
  return {
    issueOrder: (actor, draft) => issue(office, actor, async () => ({ ...draft, scopes: toHex(draft.scopes) })),
    registerOrder: async (actor, jws) => {
      const document = parseJwsJson(jws);
      return commitOrder(office, async () => {
        const { change, order } = await registerOrder(deps, actor, document);
        return { change, digest: order };
      });
    },
    resumeOrder: (actor, id, draft) =>
      issue(office, actor, async () => {
        const resumes = digestHex(id);
        const { authority, jurisdiction } = await named(office, resumes);
        const scopes = toHex(draft.scopes ?? []);
        return { ...draft, kind: 'RESUME', authority, jurisdiction, resumes, scopes };
      }),
    listOrders: async (page) => {
      const { items, next } = await reader.listOrders(toPage(page));
      const book = await openOrderBook(deps);
      const views: OrderView[] = [];
      for (const row of items) views.push(await printOrder(deps, row, book));
      return { items: views, ...(next === undefined ? {} : { next }) };
    },
    showOrder: async (id) => printOrderDetail(deps, await requireOrder(reader, digestHex(id))),
  };
}

const toHex = (scopes: OrderInput['scopes']): OrderInput['scopes'] =>
  scopes.map(({ kind, value }) => ({ kind, value: kind === 'FLOW' && value !== undefined ? digestHex(value) : value }));

/** Who ordered what is to end. @throws SelatError ORDER_UNKNOWN */
async function named({ deps }: Office, digest: DigestHex) {
  const row = await requireOrder(deps.reader, digest);
  const stored = await deps.reader.findDocument(digest);
  const order = stored === undefined ? undefined : parseStored(stored);
  const jurisdiction = order?.type === 'selat.v1.RegulatoryOrder' ? order.scopes[0]?.jurisdiction : undefined;
  return { authority: row.authority, jurisdiction };
}

function issue(office: Office, actor: Actor, toInput: () => Promise<OrderInput>): Promise<OrderView> {
  return commitOrder(office, async () => {
    const change = await issueOrder(office.deps, actor, await toInput());
    return { change, digest: change.documents?.[0]?.digest ?? '' };
  });
}

interface Decided {
  readonly change: Change;
  readonly digest: DigestHex;
}

/** Commits, and answers once the peers have acknowledged or the wait is over. */
async function commitOrder({ deps, waiter }: Office, decide: () => Promise<Decided>): Promise<OrderView> {
  let digest = '';
  await deps.committer.commit(async () => {
    const decided = await decide();
    digest = decided.digest;
    return decided.change;
  });
  const answered = async () => {
    const answers = await loadAcknowledgements(deps, await requireOrder(deps.reader, digest));
    return answers.some(({ state }) => state === 'waiting') ? undefined : answers;
  };
  await waiter.until(answered, ANSWER_WAIT_MS);
  return printOrder(deps, await requireOrder(deps.reader, digest), await openOrderBook(deps));
}
