/** What the demo prints at the end: JSON for programs, a summary for people within 80 columns. */
import type { ComplianceShown } from './compliance.js';
import { describeCompliance } from './compliance-text.js';
import type { ServingNode } from './demo-node.js';
import type { GrantShown, Imported } from './story.js';

/** Outcome of the demo; the keys are names that other programs read. */
export interface DemoReport {
  readonly nodes: readonly (Pick<ServingNode, 'pid' | 'dir' | 'federationUrl' | 'apiUrl'> & { readonly id: string })[];
  readonly listings: { readonly szdex: number; readonly my: number };
  readonly rejected: Imported['rejected'];
  /** What the grant gives access to. */
  readonly product: { readonly id: string; readonly titles: Readonly<Record<string, string>> };
  readonly grant: Pick<GrantShown, 'id' | 'state' | 'signers' | 'decisions'>;
  readonly refused: { readonly reason: string; readonly needs: readonly (readonly string[])[] };
  readonly compliance: ComplianceShown;
  readonly logs: Readonly<
    Record<string, { readonly size: number; readonly root: string; readonly witnessedBy: readonly string[] }>
  >;
  readonly verifiedOffline: boolean;
  readonly elapsedMs: number;
}

/** Most rejected records that the summary names. */
const REJECTED_SHOWN = 5;

/** The summary. */
export function describeReport({
  listings,
  rejected,
  product,
  grant,
  compliance,
  logs,
  verifiedOffline,
  elapsedMs,
}: DemoReport): string {
  const roots = Object.entries(logs).map(
    ([name, log]) => `  ${`log of ${name}`.padEnd(15)} ${log.size} entries, root ${log.root.slice(0, 16)}…`,
  );
  const left = rejected.slice(0, REJECTED_SHOWN).map(({ file, reason }) => `    ${file}: ${reason}`);
  const more =
    rejected.length > REJECTED_SHOWN ? [`    and ${rejected.length - REJECTED_SHOWN} more (see --json)`] : [];
  return [
    '',
    'What happened',
    `  listings        ${listings.szdex} of Shenzhen and ${listings.my} of Malaysia, signed, on both sides`,
    ...(rejected.length === 0 ? [] : [`  not published   ${rejected.length} records:`, ...left, ...more]),
    `  product         ${product.id}`,
    ...Object.values(product.titles).map((title) => `                  ${title}`),
    `  grant           ${grant.state}: ${grant.id.slice(0, 23)}…`,
    ...grant.signers.map((signer) => `    signed by     ${signer}`),
    `  decisions       ${grant.decisions.length}, one of each exchange, which the other ran again`,
    `  offline check   ${verifiedOffline ? 'verified' : 'NOT verified'} against the two fingerprints alone`,
    ...roots,
    '  witnesses       none yet: each side holds the signed receipts of the other',
    `  time            ${(elapsedMs / 1000).toFixed(1)} s`,
    '',
    ...describeCompliance(compliance),
    '',
  ].join('\n');
}
