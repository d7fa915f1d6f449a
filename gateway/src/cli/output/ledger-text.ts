/** The ledger of persons for people, within 80 columns. */
import type { HeadroomView, LedgerDetail, LedgerEntryView, LedgerYearView } from '../../domain/ledger/view-types.js';
import type { PageView } from '../../domain/use-cases.js';
import type { Style } from './style.js';
import { fields, shortDigest, table, toTimeText } from './table.js';

/** A number with a comma at every thousand. */
const count = (persons: number): string => persons.toLocaleString('en-US');
const signed = (persons: number): string => (persons > 0 ? `+${count(persons)}` : count(persons));
const both = ({ ordinary, sensitive }: { ordinary: number; sensitive: number }, print = count): string =>
  `${print(ordinary)} ordinary, ${print(sensitive)} sensitive`;

/** One year of one provider: sums, where they come from, what is left, who entered what. */
export function describeLedger(ledger: LedgerDetail, style: Style): string {
  const { provider, year, isRunning, isOpened, pack, entries } = ledger;
  const head = fields(
    [
      ['provider', provider],
      ['year', `${year}${isRunning ? ', running' : ''}`],
      ['ordinary', `${style.bold(count(ledger.ordinary))} persons`],
      ['sensitive', `${style.bold(count(ledger.sensitive))} persons`],
      ['of these', `${both(ledger.held)} held for offers that are not signed yet`],
      ['opening', isOpened ? both(ledger.opening) : 'not entered: selat ledger open'],
      ['exports', both(ledger.exports)],
      ['corrections', both(ledger.corrections, signed)],
      ['flows', both(ledger.consumed)],
      ['rule pack', pack === undefined ? undefined : `${pack.id} ${pack.version}, ${shortDigest(pack.digest)}`],
    ],
    style,
  );
  return [head, headroomText(ledger, style), describeEntries(entries, ledger, style)].join('\n');
}

function headroomText({ headroom, isRunning, pack }: LedgerDetail, style: Style): string {
  if (!isRunning) return 'The year is not running: nothing more can be reserved in it.\n';
  if (pack === undefined) return 'No rule pack of this law is installed: what is left of the year is unknown.\n';
  const none = 'The rule pack has no threshold of persons.';
  return table(
    headroom,
    [
      { title: 'THRESHOLD', value: ({ sum, from }) => `${count(from)} ${sum}` },
      { title: 'LEFT BELOW', value: ({ left }) => (left === 0 ? 'NONE' : count(left)) },
      { title: 'THEN ASKS FOR', value: asks, shrinks: true },
      { title: 'BY', value: ({ citations }) => citations[0] ?? '', shrinks: true },
    ],
    style,
    none,
  );
}

function asks({ needs }: HeadroomView): string {
  const codes = new Set(needs.flat().filter((code) => code !== 'COUNSEL_REVIEW'));
  return [...codes].join(' or ');
}

function describeEntries(
  { items, next }: PageView<LedgerEntryView>,
  { provider, year }: LedgerDetail,
  style: Style,
): string {
  const rows = table(
    items,
    [
      { title: 'WHEN', value: ({ at }) => toTimeText(at) },
      { title: 'ENTRY', value: ({ kind, state }) => (state === 'BOOKED' ? kind : state) },
      { title: 'ORDINARY', value: ({ ordinary }) => signed(ordinary) },
      { title: 'SENSITIVE', value: ({ sensitive }) => signed(sensitive) },
      { title: 'OFFICER', value: ({ officer }) => officer.slice(officer.lastIndexOf('/') + 1), shrinks: true },
      { title: 'WHAT', value: whatOf, shrinks: true },
    ],
    style,
    'There is no entry.',
  );
  return next === undefined ? rows : `${rows}More: selat ledger show ${provider} --year ${year} --after ${next}\n`;
}

function whatOf({ request, reason, attestation, evidence }: LedgerEntryView): string {
  if (request !== undefined) return `request ${shortDigest(request)}`;
  if (reason !== undefined) return reason;
  return attestation === undefined ? `evidence ${shortDigest(evidence ?? '')}` : `by ${shortDigest(attestation)}`;
}

export function describeYears({ items, next }: PageView<LedgerYearView>, style: Style): string {
  const rows = table(
    items,
    [
      { title: 'PROVIDER', value: ({ provider }) => provider },
      { title: 'YEAR', value: ({ year }) => String(year) },
      { title: 'ORDINARY', value: ({ ordinary }) => count(ordinary) },
      { title: 'SENSITIVE', value: ({ sensitive }) => count(sensitive) },
      { title: 'HELD', value: ({ held }) => count(held.ordinary + held.sensitive) },
      { title: 'OPENED', value: ({ isOpened }) => (isOpened ? 'yes' : 'no') },
    ],
    style,
    'No persons are counted yet: selat ledger open enters an opening balance.',
  );
  return next === undefined ? rows : `${rows}More: selat ledger show --after ${next}\n`;
}
