/** How figures are printed: as a table of 80 columns, and as a page of the documentation. */
import type { Figure } from './measure.js';

/** What `npm run bench -- --json` prints. */
export interface Report {
  readonly results: readonly Figure[];
  readonly commit: string;
  readonly cpu: string;
  /** Load of the machine before the first measurement: processes that wanted to run, without the benchmark's own. */
  readonly load: number;
}

/** Three significant digits, thousands grouped. */
function number(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

const withUnit = (value: number, unit: string): string =>
  unit === '1/s' ? `${number(value)}/s` : `${number(value)} ${unit}`;

/** A table for people. */
export function describeFigures({ results, commit, cpu, load }: Report): string {
  const head = ['figure', 'measured', 'limit', 'ratio'];
  const rows = results.map(({ name, value, unit, limit, ratio }) => [
    name,
    withUnit(value, unit),
    limit === undefined ? '' : withUnit(limit, unit),
    ratio === undefined ? '' : ratio.toFixed(2),
  ]);
  const lines = [head, ...rows].map(([name = '', ...cells]) =>
    [name.padEnd(24), ...cells.map((cell) => cell.padStart(14))].join(' ').trimEnd(),
  );
  return `${lines.join('\n')}\n\ncommit ${commit}, ${cpu}, load ${load.toFixed(1)} before\n`;
}

/** The page docs/reference/performance.md. */
export function toPage({ results, commit, cpu, load }: Report, today: string): string {
  const rows = results.map(({ name, value, unit, limit, ratio, target = '', isMet }) => {
    const compared = limit === undefined ? '' : withUnit(limit, unit);
    const met = isMet === undefined ? '' : isMet ? 'yes' : '**no**';
    return `| \`${name}\` | ${withUnit(value, unit)} | ${compared} | ${ratio?.toFixed(2) ?? ''} | ${target} | ${met} |`;
  });
  return `# Performance

Measured by \`npm run bench\` on ${today}, commit \`${commit}\`, on ${cpu}: real sockets, mutual TLS, flushed disks, two gateways as
processes of their own beside the one that drives them, all on the same cores. A limit is what the machine itself did in the same
run, without the protocol; compare ratios, because absolute figures drift with the machine. What is wanted is stated for two
cores that do nothing else; a target that this run missed says so. Before this run other work kept ${load.toFixed(1)} processes of the
machine busy: the more there are, the less of the machine is measured, and the longer each wait.

| figure | measured | limit | ratio | wanted | met |
|---|---|---|---|---|---|
${rows.join('\n')}

- \`document.verify\`: strict gate, canonical form, Ed25519 and decoding of real listings, 64 in flight; limit: bare Ed25519
  verification of the same signing inputs.
- \`document.sign\`: encoding, canonical check and Ed25519; limit: bare Ed25519. \`document.sm2\`: a listing with Ed25519 and SM2
  verified; limit: bare SM2 verification.
- \`listing.ingest\`: distinct listings over one SubmitStream, from the first byte to the last receipt; limit: the least of bare
  verification, a bare stream of messages of that size, and bare inserts of that size, 64 in a flushed transaction.
- \`grant.latency\`: request, offer and countersignature through both back offices, one grant at a time, until the consumer's side
  has the receipt that activates it; limit: the raw cost of the flushed batches, signatures, verifications and round trips that both
  gateways counted in the same run. \`grant.throughput\`: the same with 64 in flight.
- \`search\`: searches in Chinese, Malay and English over 100,000 listings, twenty of each kind, as the back office answers them,
  with titles, prices and the count of the first page; \`search.indexing\`: listings that the index takes in.
- \`node.start\`: from the command to a gateway that says it is ready; \`node.rss\`: its resident memory three seconds later;
  medians of five starts.
- \`preflight\`: decisions of one core on the worked cases of the rule packs, without reading facts or printing results.
`;
}
