/** Orders of regulators: whether every peer has acknowledged them, and whether their deadlines are kept. [ORD-9] */
import { raisedOrders } from '../domain/order/acknowledgement.js';
import { overdueOrders } from '../domain/order/overdue.js';
import { type Check, checkOf, type Finding, unwell, well } from './check.js';
import type { ExaminedNode } from './examined-node.js';

const DELETE_FIX = 'have the consumer delete it, and attest DESTROY for the grant; see `selat order show`';

/** The step of the schema with which orders came. */
const SCHEMA = 10;

export async function orderChecks(node: ExaminedNode): Promise<readonly Check[]> {
  return [await checkOf('orders', () => orders(node))];
}

async function orders(node: ExaminedNode): Promise<Finding> {
  const { steps } = await node.snapshot();
  if (!steps.some(({ number }) => number === SCHEMA)) return well('none yet');
  const { exchange, orders: config } = await node.config();
  const { acknowledgementMinutes: minutes } = config;
  const deps = {
    ...{
      reader: await node.reader(),
      clock: node.input.clock,
      self: { exchange: exchange.id, jurisdiction: exchange.jurisdiction },
    },
    ...(minutes === undefined ? {} : { orderAlarmMs: minutes * 60_000 }),
  };
  const raised = await raisedOrders(deps);
  const [first] = raised;
  if (first !== undefined) {
    const peers = [...new Set(raised.map(({ peer }) => peer))].join(', ');
    const why = first.state === 'refused' ? `refused with ${first.reason ?? ''}` : 'not acknowledged in time';
    const fix = `call the operator of ${peers}, and see \`selat order show ${first.order.digest.slice(0, 12)}\``;
    return unwell(
      `${raised.length} answers of ${peers} are missing; ${first.order.kind} ${first.order.digest.slice(0, 12)} is ${why}`,
      fix,
    );
  }
  const [late] = await overdueOrders(deps);
  if (late === undefined) return well('every peer has acknowledged what stands');
  const said = `the deadline of ${late.order.kind} ${late.order.digest.slice(0, 12)} passed on ${new Date(late.dueBy).toISOString()}`;
  if (late.deletions.length === 0) return unwell(said, 'see to what it asks for; its authority ends it with a RESUME');
  const grants = late.deletions.map(({ grant }) => grant.slice(0, 12)).join(', ');
  return unwell(`${said}, and nobody attests a deletion under ${grants}`, DELETE_FIX);
}
