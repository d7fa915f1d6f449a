/** The words in which every rule speaks: times, digests and ids. */
export type { Instant } from '../keys/index.js';

/** SHA-256 as 64 lower-case hexadecimal digits, without `sha256:`. */
export type DigestHex = string;
/** Lower-case DNS name of an exchange, such as `szdex.example`. [IDN-1] */
export type ExchangeId = string;
/** An exchange, or `<exchange>/<p, a, o, l or d>/<slug>`: participant, authority, officer, listing, data product. [IDN-1] */
export type PartyId = string;
/** `SANDBOX` or `LIVE`; documents of one never count in the other. [DOC-14] */
export type Environment = 'SANDBOX' | 'LIVE';
/** Letter between the slashes of a party id. */
export type PartyKind = 'p' | 'a' | 'o' | 'l' | 'd';

/** Returns the exchange that a party belongs to; an exchange belongs to itself. */
export function exchangeOf(party: PartyId): ExchangeId {
  const slash = party.indexOf('/');
  return slash < 0 ? party : party.slice(0, slash);
}

/** Whether the party is an exchange itself. */
export function isExchange(party: PartyId): boolean {
  return !party.includes('/');
}

/** Whether `party` is of this kind and belongs to `exchange`. */
export function isOwnedBy(party: PartyId, kind: PartyKind, exchange: ExchangeId): boolean {
  return party.startsWith(`${exchange}/${kind}/`);
}
