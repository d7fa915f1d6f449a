/** One kind of work that can wait: how it is found, and which act of the back office ends it. */
import { SelatError } from '@selat/sdk/errors';
import type { Page, PageRequest } from '../ports.js';
import type { Actor, UseCases } from '../use-cases.js';
import type { QueueApproval, QueueItem, QueueRefusal } from './views.js';

/** An item with the place after it, from which its source goes on. */
export interface PlacedItem {
  readonly item: QueueItem;
  readonly cursor: string;
}

/** The verbs that a queue leads to: those of the back office, the rule of two officers included. */
export type QueueVerbs = Omit<UseCases, 'listQueue' | 'showQueueItem' | 'approveQueueItem' | 'refuseQueueItem'>;

export interface QueueSource {
  readonly kind: QueueItem['kind'];
  /** Whether ids of this form are of this kind. */
  owns(id: string): boolean;
  /** Items after a place, in order. */
  items(after: string | undefined): AsyncIterable<PlacedItem>;
  find(id: string): Promise<QueueItem | undefined>;
  /** Answers what the act answers, which is `Held` where it needs another officer. */
  approve(actor: Actor, id: string, input: QueueApproval): Promise<unknown>;
  refuse(actor: Actor, id: string, input: QueueRefusal): Promise<unknown>;
}

/** Rows that one read fetches. */
const ROWS = 200;

/** Every row of a paged read, from a place on. */
export async function* allRows<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  after: string | undefined,
): AsyncIterable<readonly T[]> {
  let at = after;
  do {
    const page = await read({ limit: ROWS, ...(at === undefined ? {} : { after: at }) });
    yield page.items;
    at = page.next;
  } while (at !== undefined);
}

/** What an officer types for an item. */
export function nextOf(id: string, approve = '', refuse = ''): QueueItem['next'] {
  return {
    show: `selat queue show ${id}`,
    approve: `selat queue approve ${id}${approve}`,
    refuse: `selat queue refuse ${id}${refuse}`,
  };
}

export function itemUnknown(id: string): SelatError {
  return new SelatError('QUEUE_ITEM_UNKNOWN', `cannot use ${id}: nothing waits under this id`, { id });
}

/** @throws SelatError REQUEST_INVALID naming what is not given */
export function required(id: string, fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const missing = Object.keys(fields).filter((name) => fields[name] === undefined);
  if (missing.length > 0) {
    const message = `cannot decide ${id}: ${missing.join(' and ')} must be given`;
    throw new SelatError('REQUEST_INVALID', message, { id, missing: missing.join(', ') });
  }
  return fields as Record<string, string>;
}
