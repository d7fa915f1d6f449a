/** One grant for people, within 80 columns. */
import type { GrantDetail, GrantStep, GrantView } from '../../domain/use-cases.js';
import { deletionText } from './order-text.js';
import type { Style } from './style.js';
import { fields, shortDigest, table, toTimeText } from './table.js';

type Line = readonly [name: string, value: string | undefined];

const time = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : toTimeText(instant);

const short = (digest: string | undefined): string | undefined =>
  digest === undefined ? undefined : shortDigest(digest);

/** What was asked, where it is not what was offered. */
function priceLines({ price, askedPrice }: GrantView): readonly Line[] {
  const asked = askedPrice !== undefined && askedPrice.text !== price?.text ? askedPrice.text : undefined;
  return [
    ['price', price?.text],
    ['asked price', asked],
  ];
}

/** The instants that decide what happens next, and what is computed from them. */
function timeLines(grant: GrantView): readonly Line[] {
  const { state, answerBy, isOverdue, offerDeadline, lapsesAt, validFrom, validUntil, formedAt, endsAt } = grant;
  const isOffer = formedAt === undefined;
  const isOpen = state === 'offered';
  const overdue = isOverdue ? ' (overdue)' : '';
  return [
    ['answer by', answerBy === undefined ? undefined : `${toTimeText(answerBy)}${overdue}`],
    ['countersign by', isOpen ? time(offerDeadline) : undefined],
    ['lapses after', isOpen ? time(lapsesAt) : undefined],
    ['lapsed after', state === 'lapsed' ? time(lapsesAt) : undefined],
    ['from', time(validFrom)],
    ['until', time(validUntil)],
    [state === 'ended' ? 'ended at' : 'ends at', isOffer || endsAt === validUntil ? undefined : time(endsAt)],
  ];
}

/** Orders stand alone, with what an officer has to quote. */
function holdLines({ holds }: GrantView): readonly Line[] {
  const plain = holds.filter(({ order }) => order === undefined);
  const holders = plain.flatMap(({ by, reason, note }, at): Line[] => [
    [at === 0 ? 'holds' : '', by === '' ? reason : `${by}: ${reason}`],
    ['', note],
  ]);
  const orders = holds.flatMap(({ digest, order }): Line[] => {
    if (order === undefined) return [];
    const { kind, authority, legalBasis, reference, acknowledged } = order;
    return [
      ['order', `${kind} ${shortDigest(digest)}, ${acknowledged ? 'acknowledged' : 'NOT acknowledged yet'}`],
      ['', `by ${authority}, ${reference}`],
      ...legalBasis.map((article): Line => ['', article]),
    ];
  });
  return [...holders, ...orders];
}

/** One grant, a fact a line. */
export function describe(grant: GrantView, style: Style): string {
  const state = grant.state === 'active' ? style.good(grant.state) : style.bold(grant.state);
  // The id stands alone: with the labels below it would pass 80 columns.
  const id = fields([['grant', grant.id]], style);
  const rest = fields(
    [
      ['state', grant.reason === undefined ? state : `${state} (${grant.reason})`],
      ['waiting', grant.pending.map((type) => type.replace('selat.v1.', '')).join(', ')],
      ['side', `${grant.side}, with ${grant.peer}`],
      ['listing', grant.listing],
      ['consumer', grant.consumer],
      ...grant.requestSigners.map((entry, at): Line => [at === 0 ? 'asked by' : '', entry]),
      ...grant.signers.map((entry, at): Line => [at === 0 ? 'signed by' : '', entry]),
      ['decisions', grant.decisions.join(', ') || 'none'],
      ['contested', grant.contested.map(shortDigest).join(', ')],
      ...holdLines(grant),
      ['needs', grant.needs.map((codes) => codes.join(' or ')).join(', ')],
      ...priceLines(grant),
      ...timeLines(grant),
      ['supersedes', short(grant.supersedes)],
      ['superseded by', short(grant.supersededBy)],
    ],
    style,
  );
  return `${id}${rest}`;
}

/** The line of requests and grants that superseded each other; nothing where there is but one. */
function historyTable({ history, id }: GrantDetail, style: Style): string {
  if (history.length < 2) return '';
  const day = (instant: number | undefined) => toTimeText(instant ?? Number.NaN).slice(0, 10);
  const rows = table(
    history,
    [
      { title: 'HISTORY', value: (step) => `${step.id === id ? '>' : ' '}${shortDigest(step.id)}` },
      { title: 'STATE', value: stateOf, shrinks: true },
      { title: 'FROM', value: ({ validFrom }) => day(validFrom) },
      { title: 'UNTIL', value: ({ endsAt, validUntil }) => day(endsAt ?? validUntil) },
      { title: 'PRICE', value: ({ price, askedPrice }) => (price ?? askedPrice)?.text ?? '', shrinks: true },
    ],
    style,
    '',
  );
  return `\n${rows}`;
}

function stateOf({ state, reason }: GrantStep): string {
  return reason === undefined ? state : `${state} (${reason})`;
}

/** One grant with what is to be deleted, its line, its documents and the receipts over them. */
export function describeDetail(grant: GrantDetail, style: Style): string {
  const duties = grant.deletions.map(
    (each): Line => ['delete', `${deletionText(each)} (RECALL ${shortDigest(each.order)})`],
  );
  const lines = `${describe(grant, style)}${duties.length === 0 ? '' : fields(duties, style)}`;
  return `${lines}${decidedLines(grant, style)}${historyTable(grant, style)}\n${documentTable(grant, style)}`;
}

/** What each side decided, by which articles; nothing where the grant stands on no decisions. */
function decidedLines({ decided }: GrantDetail, style: Style): string {
  if (decided.length === 0) return '';
  const lines = decided.flatMap((decision): Line[] => {
    const { by, outcome, asOf, validUntil, rules, articles, needs, missing, rerun, partialPaths } = decision;
    const until = validUntil === undefined ? '' : `, until ${toTimeText(validUntil)}`;
    return [
      ['decided', `${by}: ${outcome} by the law of ${asOf}${until}`],
      ['', rules.length === 0 ? 'no rule stands in the way' : `${rules.join(' ')} (${articles.join('; ')})`],
      ...needs.map((codes): Line => ['', `needs ${codes.join(' or ')}`]),
      ['', missing.length === 0 ? undefined : `not stated: ${missing.join(', ')}`],
      ['', rerun === 'FULL' ? undefined : `run again in part, without ${partialPaths.join(', ')}`],
    ];
  });
  return `\n${fields(lines, style)}`;
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
