/** Orders of regulators for people, within 80 columns. */
import type { AcknowledgementView, DeletionView, OrderDetail, OrderView, PageView } from '../../domain/use-cases.js';
import type { Style } from './style.js';
import { fields, shortDigest, table, toTimeText } from './table.js';

type Line = readonly [name: string, value: string | undefined];

const time = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : toTimeText(instant);

function answerText({ peer, state, at, reason, dueBy, isRaised }: AcknowledgementView): string {
  if (state === 'accepted') return `${peer}: ${toTimeText(at ?? 0)}`;
  if (state === 'refused') return `${peer}: REFUSED, ${reason ?? ''}`;
  const due = dueBy === undefined ? 'no agreement is in force' : `due by ${toTimeText(dueBy)}`;
  return `${peer}: ${isRaised ? 'MISSING' : 'not yet'}, ${due}`;
}

/** Whether what was supplied under a grant is deleted, and by when it has to be. */
export function deletionText({ by, dueBy, proof, isOverdue }: DeletionView): string {
  if (proof !== undefined) return `attested (${shortDigest(proof)})`;
  return `${by} ${isOverdue ? 'OVERDUE since' : 'by'} ${toTimeText(dueBy)}`;
}

/** Grants that are listed one by one; of more only the number is said. */
const MOST_LISTED = 20;

/** That an order holds nothing is said too: whoever mistyped an id must see it. */
function heldLines(order: OrderView | OrderDetail): readonly Line[] {
  if (!('grants' in order) || order.kind === 'RESUME' || order.state === 'lifted') return [];
  const { grants } = order;
  if (grants.length === 0) return [['holds grants', 'none here: check what it binds, if you expected one']];
  const rest = grants.length - MOST_LISTED;
  const listed = grants.slice(0, MOST_LISTED).map(shortDigest);
  const lines = rest > 0 ? [...listed, `and ${rest} more, see --json`] : listed;
  return lines.map((line, at): Line => [at === 0 ? 'holds grants' : '', line]);
}

/** One order, a fact a line. */
export function describeOrder(order: OrderView | OrderDetail, style: Style): string {
  const { kind, state, isOverdue } = order;
  const late = isOverdue ? ' (OVERDUE)' : '';
  const due = (at: number | undefined) => (at === undefined ? undefined : `${toTimeText(at)}${late}`);
  const { deletions = [] } = 'grants' in order ? order : {};
  const scopes = order.scopes.map(({ jurisdiction, kind: what, digest, value }) => {
    const named = value ?? (digest === undefined ? undefined : shortDigest(digest));
    return `${[what, ...(named === undefined ? [] : [named])].join(' ')} (${jurisdiction})`;
  });
  const rows: readonly Line[] = [
    ['order', order.id],
    ['kind', style.bold(kind)],
    ['state', state],
    ['authority', order.authority],
    ['signed by', order.signedBy === 'authority' ? 'the authority itself' : `${order.by}, which transcribes it`],
    ...order.legalBasis.map((article, at): Line => [at === 0 ? 'legal basis' : '', article]),
    ['reference', order.reference],
    ['measure', order.measure],
    ...scopes.map((scope, at): Line => [at === 0 ? 'binds' : '', scope]),
    ['effective', time(order.effectiveAt)],
    ['delete by', due(order.deleteBy)],
    ['rectify by', due(order.rectifyBy)],
    ['ends order', order.resumes === undefined ? undefined : shortDigest(order.resumes)],
    ...order.resumedBy.map((id, at): Line => [at === 0 ? 'resumed by' : '', shortDigest(id)]),
    ...order.acknowledgements.map((answer, at): Line => [at === 0 ? 'answers' : '', answerText(answer)]),
    ...heldLines(order),
    ...deletions.map(
      (each, at): Line => [at === 0 ? 'deletions' : '', `${shortDigest(each.grant)}: ${deletionText(each)}`],
    ),
  ];
  return fields(rows, style);
}

export function describeOrders({ items, next }: PageView<OrderView>, style: Style): string {
  const missing = (order: OrderView) => order.acknowledgements.filter(({ state }) => state !== 'accepted');
  const rows = table(
    items,
    [
      { title: 'ORDER', value: ({ id }) => shortDigest(id) },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'STATE', value: ({ state, isOverdue }) => (isOverdue ? `${state}, OVERDUE` : state) },
      { title: 'AUTHORITY', value: ({ authority }) => authority, shrinks: true },
      { title: 'REFERENCE', value: ({ reference }) => reference, shrinks: true },
      {
        title: 'NOT ACKNOWLEDGED',
        value: (order) =>
          missing(order)
            .map(({ peer }) => peer)
            .join(', '),
        shrinks: true,
      },
    ],
    style,
    'There is no order.',
  );
  return next === undefined ? rows : `${rows}More: selat order list --after ${next}\n`;
}
