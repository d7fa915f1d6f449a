import type * as wire from '@selat/proto/selat/v1/order.js';
import { type Head, parseHead } from './head.js';
import { fieldInvalid, given, requireField, toHex, toHexOrAbsent, toNumber, toTextOrAbsent } from './narrow.js';
import { type DigestHex, exchangeOf, type Instant, isExchange, isOwnedBy, type PartyId } from './scalars.js';

const TYPE = 'selat.v1.RegulatoryOrder';

export const ORDER_KINDS = ['HALT', 'RECTIFY', 'RECALL', 'RESUME'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];
export const ORDER_SCOPES = ['PRODUCT', 'PARTICIPANT', 'FLOW', 'CATEGORY', 'ALL'] as const;
export type OrderScopeKind = (typeof ORDER_SCOPES)[number];

/** One selector of what an order binds. [ORD-2] */
export type OrderScope = {
  /** ISO 3166-1 alpha-2: whose law. */
  readonly jurisdiction: string;
} & (
  | {
      readonly kind: 'PRODUCT' | 'PARTICIPANT' | 'CATEGORY';
      /** 32 bytes, hex. */
      readonly salt: string;
      /** Salted digest of the id or code. */
      readonly digest: DigestHex;
    }
  /** `digest` is the id of a grant. */
  | { readonly kind: 'FLOW'; readonly digest: DigestHex }
  | { readonly kind: 'ALL' }
);

/** An order of a regulator, as it crosses. [ORD-1] */
export interface RegulatoryOrder {
  readonly type: typeof TYPE;
  /** Broadcast. The issuer is the authority, or the exchange that transcribes. [ORD-4] */
  readonly head: Head;
  readonly kind: OrderKind;
  /** Empty only in a RESUME: all that the named order binds. */
  readonly scopes: readonly OrderScope[];
  readonly effectiveAt: Instant;
  readonly legalBasis: readonly string[];
  readonly reference: string;
  /** Authority that ordered. */
  readonly authority: PartyId;
  /** Whether the authority signed it itself. */
  readonly isSignedByAuthority: boolean;
  /** Code of registry `regulator-measure`. */
  readonly measure?: string;
  /** YYYY-MM-DD. */
  readonly receivedOn?: string;
  /** Salted digest of the original; present where it is transcribed. */
  readonly originalDigest?: DigestHex;
  /** Present exactly in a RECALL. [ORD-5] */
  readonly deleteBy?: Instant;
  readonly rectifyBy?: Instant;
  /** Present exactly in a RESUME. [ORD-6] */
  readonly resumes?: DigestHex;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseRegulatoryOrder(message: wire.RegulatoryOrder): RegulatoryOrder {
  const head = parseHead(message.head, TYPE, 'broadcast');
  const isSignedByAuthority = !isExchange(head.issuer);
  const order: RegulatoryOrder = {
    type: TYPE,
    head,
    kind: parseKind(message.kind),
    scopes: message.scopes.map(parseScope),
    effectiveAt: toNumber(message.effectiveAtMs),
    legalBasis: message.legalBasis,
    reference: message.reference,
    authority: message.authority === '' ? head.issuer : message.authority,
    isSignedByAuthority,
    ...given({
      measure: toTextOrAbsent(message.measure),
      receivedOn: toTextOrAbsent(message.receivedOn),
      originalDigest: toHexOrAbsent(message.originalDigest),
      deleteBy: message.deleteByMs === undefined ? undefined : toNumber(message.deleteByMs),
      rectifyBy: message.rectifyByMs === undefined ? undefined : toNumber(message.rectifyByMs),
      resumes: toHexOrAbsent(message.resumes),
    }),
  };
  checkSource(order);
  checkKind(order);
  return order;
}

function parseKind(kind: string): OrderKind {
  const known = ORDER_KINDS.find((one) => one === kind);
  if (known === undefined) throw fieldInvalid(TYPE, 'kind', `is none of ${ORDER_KINDS.join(', ')}`);
  return known;
}

function parseScope(scope: wire.OrderScope, index: number): OrderScope {
  const path = `scopes[${index}]`;
  const kind = ORDER_SCOPES.find((one) => one === scope.kind);
  if (kind === undefined) throw fieldInvalid(TYPE, `${path}.kind`, `is none of ${ORDER_SCOPES.join(', ')}`);
  const { jurisdiction } = scope;
  const [salt, digest] = [toHex(scope.salt), toHex(scope.digest)];
  const isSalted = kind !== 'FLOW' && kind !== 'ALL';
  requirePresence(isSalted, salt, `${path}.salt`, kind);
  requirePresence(kind !== 'ALL', digest, `${path}.digest`, kind);
  if (kind === 'ALL') return { jurisdiction, kind };
  return kind === 'FLOW' ? { jurisdiction, kind, digest } : { jurisdiction, kind, salt, digest };
}

function requirePresence(wanted: boolean, value: unknown, path: string, kind: string): void {
  const isPresent = value !== undefined && value !== '';
  requireField(isPresent === wanted, TYPE, path, wanted ? `is missing in ${kind}` : `is present in ${kind}`);
}

/** Who orders: an authority of the exchange that signs, or the authority itself. [ORD-4] */
function checkSource(order: RegulatoryOrder): void {
  const { head, authority, isSignedByAuthority } = order;
  const home = exchangeOf(head.issuer);
  requireField(
    !isSignedByAuthority || isOwnedBy(head.issuer, 'a', home),
    TYPE,
    'head.issuer',
    'is neither an exchange nor an authority',
  );
  const isOwn = isSignedByAuthority ? authority === head.issuer : isOwnedBy(authority, 'a', home);
  requireField(isOwn, TYPE, 'authority', isSignedByAuthority ? 'is not head.issuer' : `is not under ${home}/a/`);
  const how = isSignedByAuthority ? 'an order that its authority signs' : 'a transcribed order';
  requirePresence(!isSignedByAuthority, order.originalDigest, 'original_digest', how);
  if (isSignedByAuthority) requirePresence(false, order.receivedOn, 'received_on', how);
}

/** What each kind states beside the common fields. [ORD-1] [ORD-5] [ORD-6] */
function checkKind({ kind, scopes, deleteBy, rectifyBy, resumes, effectiveAt }: RegulatoryOrder): void {
  requirePresence(kind === 'RESUME', resumes, 'resumes', kind);
  requirePresence(kind === 'RECALL', deleteBy, 'delete_by_ms', kind);
  if (kind !== 'RECTIFY') requirePresence(false, rectifyBy, 'rectify_by_ms', kind);
  requireField(kind === 'RESUME' || scopes.length > 0, TYPE, 'scopes', `is missing in ${kind}`);
  requireField((deleteBy ?? effectiveAt) >= effectiveAt, TYPE, 'delete_by_ms', 'is before effective_at_ms');
  requireField((rectifyBy ?? effectiveAt) >= effectiveAt, TYPE, 'rectify_by_ms', 'is before effective_at_ms');
}
