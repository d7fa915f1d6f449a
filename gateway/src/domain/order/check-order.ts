import { SelatError } from '@selat/sdk/errors';
import { findUnreached, mayLift } from '@selat/sdk/lifecycle';
import { type DigestHex, type ExchangeId, exchangeOf, type RegulatoryOrder } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { RowWrite } from '../change.js';
import { loadRevision } from '../listing/load-listing.js';
import type { Deps, Reader } from '../ports.js';
import { toFlow } from './flow.js';
import { type Laws, loadLaws } from './load-orders.js';

/** Orders of one exchange that may stand at a time: every later act folds them all. */
const MAX_STANDING = 1_024;

/**
 * Checks an order before it binds here, the same for an own one and for one of a peer.
 * @throws SelatError ORDER_SCOPE_TOO_WIDE, ORDER_RESUME_MISMATCH; PREDECESSOR_MISSING and LIMIT_EXCEEDED, which are retryable
 */
export async function checkOrder(deps: Deps, order: RegulatoryOrder): Promise<void> {
  const home = exchangeOf(order.head.issuer);
  const laws = await loadLaws(deps);
  requireOwnLaw(laws, order, home);
  await requireReached(deps.reader, laws, order);
  if (order.kind === 'RESUME') return requireLiftable(deps, order);
  const standing = await deps.reader.listStandingOrders(home);
  if (standing.length < MAX_STANDING) return;
  const message = `cannot take another order of ${home}: ${standing.length} of it stand`;
  throw new SelatError('LIMIT_EXCEEDED', message, { exchange: home, standing: String(standing.length) });
}

/** An authority orders under the law of its own jurisdiction, and no other. [ORD-3] */
function requireOwnLaw(laws: Laws, order: RegulatoryOrder, home: ExchangeId): void {
  const law = laws.get(home);
  const index = order.scopes.findIndex(({ jurisdiction }) => jurisdiction !== law);
  const wider = order.scopes[index];
  if (wider === undefined) return;
  const why = `scopes[${index}] is under the law of ${wider.jurisdiction}, and ${home} is the exchange of ${law ?? 'no known law'}`;
  throw tooWide(order, `scopes[${index}].jurisdiction`, why);
}

/** A flow between others that the law does not touch is not bound, whoever names it. [ORD-3] */
async function requireReached(reader: Reader, laws: Laws, order: RegulatoryOrder): Promise<void> {
  for (const [index, scope] of order.scopes.entries()) {
    const row = scope.kind === 'FLOW' ? await reader.findGrant(scope.digest) : undefined;
    const request = row === undefined ? undefined : await reader.findDocument(row.request_digest);
    const parsed = request === undefined ? undefined : parseStored(request);
    if (row === undefined || parsed?.type !== 'selat.v1.GrantRequest') continue;
    const listing = await loadRevision(reader, parsed.listingDigest);
    const ids = [row.request_digest, ...(row.grant_digest === null ? [] : [row.grant_digest])];
    const flow = toFlow({ named: new Map(), laws }, { listing, consumer: row.consumer, scope: parsed.scope, ids });
    if (findUnreached([scope], flow) === undefined) continue;
    const why = `scopes[${index}] names a grant under the law of ${[...flow.jurisdictions].sort().join(', ')}, which ${scope.jurisdiction} does not reach`;
    throw tooWide(order, `scopes[${index}]`, why);
  }
}

function tooWide({ authority, reference }: RegulatoryOrder, path: string, why: string): SelatError {
  const facts = { authority, reference, path, why };
  return new SelatError(
    'ORDER_SCOPE_TOO_WIDE',
    `cannot bind flows by order ${reference} of ${authority}: ${why}`,
    facts,
  );
}

/**
 * What this exchange refused never bound here: its RESUME is taken, because the exchange of the order lifts its own hold
 * by the receipt. [ORD-6]
 * @throws SelatError PREDECESSOR_MISSING, ORDER_RESUME_MISMATCH
 */
async function requireLiftable({ reader, self }: Deps, resume: RegulatoryOrder): Promise<void> {
  const named = `sha256:${resume.resumes ?? ''}`;
  const stored = resume.resumes === undefined ? undefined : await reader.findDocument(resume.resumes);
  const known = stored === undefined ? undefined : await reader.findOrder(stored.digest);
  const order = stored === undefined || known === undefined ? undefined : parseStored(stored);
  if (order === undefined) {
    if (resume.resumes !== undefined && (await wasRefused(reader, self.exchange, resume.resumes))) return;
    const message = `cannot resume by order ${resume.reference}: order ${named} is not known here`;
    throw new SelatError('PREDECESSOR_MISSING', message, { order: named });
  }
  if (order.type === 'selat.v1.RegulatoryOrder' && mayLift(order, resume)) return;
  const by = order.type === 'selat.v1.RegulatoryOrder' ? order.authority : order.head.issuer;
  const facts = { order: named, by, authority: resume.authority };
  const message = `cannot resume by order ${resume.reference} of ${resume.authority}: ${named} is of ${by}, whose own word ends it`;
  throw new SelatError('ORDER_RESUME_MISMATCH', message, facts);
}

async function wasRefused(reader: Reader, self: ExchangeId, digest: DigestHex): Promise<boolean> {
  const receipts = await reader.listReceipts([digest]);
  return receipts.some(({ issuer, verdict }) => issuer === self && verdict === 'REFUSED');
}

/** The row of an accepted order. @param kept what stays here of one that was transcribed here */
export function orderRow(
  digest: DigestHex,
  { head, authority, kind, resumes, scopes }: RegulatoryOrder,
  now: number,
  kept: { readonly originalSalt: string; readonly selected: readonly (string | null)[] } | undefined = undefined,
): RowWrite {
  const row = {
    digest,
    home: exchangeOf(head.issuer),
    authority,
    kind,
    resumes: resumes ?? null,
    is_whole: kind === 'RESUME' && scopes.length === 0 ? (1 as const) : (0 as const),
    created_ms: now,
    original_salt: kept?.originalSalt ?? null,
    selected: kept === undefined ? null : JSON.stringify(kept.selected),
  };
  return { table: 'regulatory_order', expectedVersion: 0, row };
}
