/** Warns of orders of regulators that peers have refused or not acknowledged, and of deadlines that have passed. [ORD-9] */
import { raisedOrders } from '../domain/order/acknowledgement.js';
import { overdueOrders } from '../domain/order/overdue.js';
import { isOutage } from '../federation/is-outage.js';
import type { Parts } from './parts.js';

const MINUTE_MS = 60_000;

/** Begins to watch. The returned function ends it. */
export async function watchOrders({ input, opened }: Parts): Promise<() => void> {
  const { logger } = input;
  const told = new Set<string>();
  const once = (key: string, tell: () => void): void => {
    if (!told.has(key)) tell();
    told.add(key);
  };
  const look = async (): Promise<void> => {
    for (const { order, peer, state, reason } of await raisedOrders(opened.deps)) {
      const facts = { order: `sha256:${order.digest}`, kind: order.kind, peer, state, reason };
      const message = `an order of a regulator is not acknowledged: see selat order show, and call ${peer}`;
      once(`${order.digest} ${peer} ${state}`, () => logger.warn(facts, message));
    }
    for (const { order, dueBy, deletions } of await overdueOrders(opened.deps)) {
      const grants = deletions.map(({ grant }) => `sha256:${grant}`);
      const facts = { order: `sha256:${order.digest}`, kind: order.kind, dueBy: new Date(dueBy).toISOString(), grants };
      once(`${order.digest} overdue`, () => logger.warn(facts, 'the deadline of an order of a regulator has passed'));
    }
  };
  const quietly = (): void => {
    look().catch((err: unknown) => {
      logger[isOutage(err) ? 'warn' : 'error']({ err }, 'cannot look after orders of regulators now, will try again');
    });
  };
  const timer = setInterval(quietly, MINUTE_MS).unref();
  const stop = opened.signals.onCommit(({ receiptsGot = [] }) => {
    if (receiptsGot.some(({ items }) => items.some(({ verdict }) => verdict === 'REFUSED'))) quietly();
  });
  await look();
  return () => {
    clearInterval(timer);
    stop();
  };
}
