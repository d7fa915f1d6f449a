import { toDigestText } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import {
  type Act,
  type AgreementState,
  type DecisionFact,
  type DecisionFacts,
  foldGrant,
  type GrantAct,
  type GrantState,
  isCovered,
  type OrderEvidence,
} from '@selat/sdk/lifecycle';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { type ActSet, loadActsOf } from '../acts/load-acts.js';
import { loadAgreements } from '../agreement/load-agreement.js';
import { doubtsOf } from '../keys/signature-doubts.js';
import { loadRevision } from '../listing/load-listing.js';
import { toFlow } from '../order/flow.js';
import { type LoadedOrders, loadOrders, type OrderReads } from '../order/load-orders.js';
import type { Deps, Reader } from '../ports.js';
import type { GrantRow, KeyRow } from '../rows.js';

/** Subject under which the documents of one grant are filed, from its request on. */
export function grantSubject(requestDigest: DigestHex): string {
  return `grant:${requestDigest}`;
}

/** One grant with the state that its documents give it. */
export interface LoadedGrant {
  readonly row: GrantRow;
  readonly state: GrantState;
  readonly set: ActSet;
}

/** What reading grants takes: no key and nothing that writes. */
export type GrantReads = OrderReads & Pick<Deps, 'clock'>;

/** Loads the grants of these rows as of now, in three queries and two for each peer, and more where there are orders. */
export async function loadGrants(deps: GrantReads, rows: readonly GrantRow[]): Promise<readonly LoadedGrant[]> {
  const sets = await loadActsOf(
    deps.reader,
    rows.map(({ request_digest }) => grantSubject(request_digest)),
  );
  const agreements = new Map<ExchangeId, readonly AgreementState[]>();
  for (const peer of new Set(rows.map((row) => row.peer))) {
    agreements.set(
      peer,
      (await loadAgreements(deps, peer)).map(({ state }) => state),
    );
  }
  const lost = await deps.reader.listCompromisedKeys();
  const orders = await loadOrders(deps);
  const loaded: LoadedGrant[] = [];
  for (const row of rows) {
    const set = sets.get(grantSubject(row.request_digest));
    if (set === undefined || set.acts.length === 0) continue;
    const bearing = orders === undefined ? undefined : await ordersOn(deps, orders, row, set);
    loaded.push(fold(deps, row, set, { agreements: agreements.get(row.peer) ?? [], lost, orders: bearing }));
  }
  return loaded;
}

/** The orders beside the flow of one grant, as its newest document states it; undefined where its listing is unknown. */
async function ordersOn(
  deps: GrantReads,
  orders: LoadedOrders,
  row: GrantRow,
  { acts }: ActSet,
): Promise<OrderEvidence | undefined> {
  const { request_digest: requestDigest, grant_digest: grantDigest, consumer } = row;
  const [request, grant] = [requestDigest, grantDigest].map(
    (digest) => acts.find((act) => act.digest === digest)?.document,
  );
  const stated = grant?.type === 'selat.v1.Grant' ? grant : request;
  if (stated?.type !== 'selat.v1.Grant' && stated?.type !== 'selat.v1.GrantRequest') return undefined;
  const listing = await loadRevision(deps.reader, stated.listingDigest);
  const ids = grantDigest === null ? [requestDigest] : [requestDigest, grantDigest];
  return { ...orders, flow: toFlow(orders, { listing, consumer, scope: stated.scope, ids }) };
}

/** What a fold reads beside the documents of the grant. */
interface Besides {
  readonly agreements: readonly AgreementState[];
  readonly lost: readonly KeyRow[];
  readonly orders: OrderEvidence | undefined;
}

function fold({ clock }: GrantReads, row: GrantRow, set: ActSet, { agreements, lost, orders }: Besides): LoadedGrant {
  const { receipts } = set;
  const acts = set.acts.filter(isGrantAct);
  // The grant pins its agreement; before an offer the request does.
  const own = acts.filter(({ digest }) => digest === row.grant_digest || digest === row.request_digest);
  const pinned = own.find(({ document }) => document.type === 'selat.v1.Grant') ?? own[0];
  const isInForce = isCovered(pinned?.document.head.agreementDigest ?? '', agreements);
  const doubts = doubtsOf(set.evidence, lost);
  const bearing = orders === undefined ? {} : { orders };
  const decisions = decisionsOf(set);
  const evidence = { id: row.request_digest, acts, receipts, agreement: { isInForce }, doubts, decisions, ...bearing };
  const state = foldGrant({ ...evidence, now: clock() });
  return { row, state, set };
}

/** The decisions that are filed under the grant. */
function decisionsOf({ acts }: ActSet): DecisionFacts {
  return new Map(
    acts.flatMap(({ digest, document }): (readonly [DigestHex, DecisionFact])[] => {
      if (document.type !== 'selat.v1.ComplianceDecision') return [];
      const { head, validUntil } = document;
      return [[digest, { by: head.issuer, ...(validUntil === undefined ? {} : { validUntil }) }]];
    }),
  );
}

function isGrantAct(act: Act): act is GrantAct {
  return GRANT_TYPES.has(act.document.type);
}

const GRANT_TYPES: ReadonlySet<string> = new Set([
  'selat.v1.GrantRequest',
  'selat.v1.GrantWithdrawal',
  'selat.v1.Grant',
  'selat.v1.OfferWithdrawal',
  'selat.v1.GrantRefusal',
  'selat.v1.GrantSuspension',
  'selat.v1.GrantResumption',
  'selat.v1.GrantRevocation',
  'selat.v1.GrantEnd',
]);

/** @throws SelatError GRANT_UNKNOWN */
export async function requireGrantRow(reader: Reader, id: DigestHex): Promise<GrantRow> {
  const row = await reader.findGrant(id);
  if (row !== undefined) return row;
  const shown = toDigestText(Buffer.from(id, 'hex'));
  throw new SelatError('GRANT_UNKNOWN', `cannot use grant ${shown}: it is not known here`, { grant: shown });
}

/** Loads one grant by request or grant digest. @throws SelatError GRANT_UNKNOWN */
export async function loadGrant(deps: GrantReads, id: DigestHex): Promise<LoadedGrant> {
  const row = await requireGrantRow(deps.reader, id);
  const [loaded] = await loadGrants(deps, [row]);
  if (loaded !== undefined) return loaded;
  throw new SelatError('GRANT_UNKNOWN', `cannot use grant sha256:${id}: its request is not known here`, {
    grant: `sha256:${id}`,
  });
}

/** The row as it stands, rewritten so that a concurrent act on the same grant decides anew. */
export function touch({ version, ...columns }: GrantRow, change: Partial<GrantRow> = {}) {
  const { version: _unchanged, ...rest } = change;
  return { table: 'grant', expectedVersion: version, row: { ...columns, ...rest } } as const;
}
