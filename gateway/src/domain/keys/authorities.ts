/** Authorities of the own descriptor that sign for themselves, and how they get there. [ORD-4] */
import { CODECS } from '@selat/proto/schema.js';
import { SelatError } from '@selat/sdk/errors';
import { type Jwk, parseJwk, toJwk } from '@selat/sdk/keys';
import { type Authority, type ExchangeDescriptor, parseDocument } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Held } from '../office/views.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import type { SignedDescriptorInput } from './key-cases.js';
import type { InstalledView, KeyDraft } from './key-views.js';
import { DESCRIPTOR_TYPE, type DescriptorChange } from './next-descriptor.js';

/** An authority that the own descriptor lists. */
export interface AuthorityView {
  /** `<exchange>/a/<slug>`. */
  readonly id: string;
  readonly names: Authority['names'];
  /** Country whose law gives it power. */
  readonly jurisdiction: string;
  /** Keys with which it signs orders and attestations. */
  readonly keys: readonly { readonly kid: string; readonly algorithm: string }[];
}

/** What is listed of an authority; of one that is listed already the keys are added. */
export interface AuthorityInput {
  /** Slug or `<exchange>/a/<slug>`. */
  readonly authority: string;
  /** Needed for a new one. */
  readonly names?: Authority['names'] | undefined;
  /** Public keys as JWK, RFC 7517. */
  readonly keys: readonly unknown[];
}

/** What the back office can ask about authorities. */
export interface AuthorityCases {
  listAuthorities(): Promise<readonly AuthorityView[]>;
  /** Makes the descriptor that lists an authority or more keys of it, for the identity keys to sign. */
  prepareAuthority(actor: Actor, input: AuthorityInput): Promise<KeyDraft>;
  /** The same without an authority, or without one of its keys. */
  prepareRemoval(actor: Actor, authority: string, kid?: string): Promise<KeyDraft>;
  /** Installs a signed descriptor that changes authorities: their orders bind from then on. */
  installAuthorities(actor: Actor, input: SignedDescriptorInput): Promise<InstalledView | Held>;
}

export function printAuthorities({ authorities }: ExchangeDescriptor): readonly AuthorityView[] {
  return authorities.map(({ id, names, jurisdiction, keys }) => ({
    ...{ id, names, jurisdiction },
    keys: keys.map(({ kid, alg }) => ({ kid, algorithm: alg })),
  }));
}

/** Whether a descriptor lists other authorities, or other keys of theirs, than the one before it. */
export function changesAuthorities(before: ExchangeDescriptor, next: ExchangeDescriptor): boolean {
  return JSON.stringify(printAuthorities(before)) !== JSON.stringify(printAuthorities(next));
}

/** Authorities of a signed descriptor with the keys of each, for people, without checking anything. @param payload base64url */
export function readAuthorities(payload: string): readonly string[] {
  const message = CODECS[DESCRIPTOR_TYPE]?.decode(Buffer.from(payload, 'base64url'));
  const parsed = parseDocument(DESCRIPTOR_TYPE, message);
  return printAuthorities(parsed).map(
    ({ id, keys }) => `${id} ${keys.length === 0 ? 'without a key' : `with ${keys.map(({ kid }) => kid).join(', ')}`}`,
  );
}

/** The id of an authority of this exchange. */
function idOf({ self }: Pick<Deps, 'self'>, authority: string): string {
  return authority.includes('/') ? authority : `${self.exchange}/a/${authority}`;
}

/** @throws SelatError KEY_MALFORMED; REQUEST_INVALID for a new authority without a name, or where nothing changes */
export function toListed(
  deps: Pick<Deps, 'self'>,
  { authorities }: ExchangeDescriptor,
  { authority, names, keys }: AuthorityInput,
): DescriptorChange {
  const id = idOf(deps, authority);
  const known = authorities.find((one) => one.id === id);
  const has = new Set(known?.keys.map(({ kid }) => kid));
  const added = keys.map(readKey).filter(({ jwk }) => !has.has(jwk.kid));
  if (known === undefined && names === undefined) throw unfit(id, `cannot list ${id}: it is new, and has no name`);
  if (known !== undefined && names === undefined && added.length === 0) {
    throw unfit(id, `cannot list ${id}: the descriptor lists it with these keys already`);
  }
  return { kind: 'list-authority', id, names, keys: added.map(({ key }) => key) };
}

function readKey(value: unknown) {
  const key = parseJwk(value);
  const jwk: Jwk = toJwk(key);
  return { key, jwk };
}

/**
 * What an authority signed itself only its own signature ends: while such an order stands, its last key stays. [ORD-6]
 * @throws SelatError REQUEST_INVALID, KEY_LAST
 */
export async function toRemoved(
  deps: Deps,
  { authorities }: ExchangeDescriptor,
  authority: string,
  kid: string | undefined,
): Promise<DescriptorChange> {
  const id = idOf(deps, authority);
  const known = authorities.find((one) => one.id === id);
  if (known === undefined) throw unfit(id, `cannot remove ${id}: the descriptor does not list it`);
  if (kid !== undefined && !known.keys.some((key) => key.kid === kid)) {
    throw unfit(id, `cannot remove key ${kid} of ${id}: the descriptor does not list it`);
  }
  if (kid === undefined || known.keys.length === 1) await requireNothingStands(deps, known);
  return { kind: 'drop-authority', id, kid };
}

async function requireNothingStands({ reader, self }: Deps, { id, keys }: Authority): Promise<void> {
  if (keys.length === 0) return;
  for (const { digest, authority } of await reader.listStandingOrders(self.exchange)) {
    if (authority !== id) continue;
    const stored = await reader.findDocument(digest);
    const order = stored === undefined ? undefined : parseStored(stored);
    if (order?.type !== 'selat.v1.RegulatoryOrder' || !order.isSignedByAuthority) continue;
    const command = `selat authority add ${id.split('/').at(-1)} --key FILE`;
    const message = `cannot remove the last key of ${id}: order sha256:${digest}, which it signed, stands, and only its signature ends it; have it ended, or first run: ${command}`;
    throw new SelatError('KEY_LAST', message, { authority: id, order: `sha256:${digest}`, command });
  }
}

function unfit(authority: string, message: string): SelatError {
  return new SelatError('REQUEST_INVALID', message, { authority });
}
