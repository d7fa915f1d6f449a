/** What two exchanges have in common: a protocol version and profiles. Normative text: docs/spec/agreement.md, AGR-14 and AGR-15. */
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeDescriptor, ExchangeId } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Reader } from '../ports.js';

/** One side of a negotiation. */
export interface Side {
  readonly exchange: ExchangeId;
  /** Versions or profiles, as its descriptor lists them. */
  readonly listed: readonly string[];
}

const CORE = 'core';

/** The descriptor that is stored under a digest. */
export async function findDescriptor(reader: Reader, digest: DigestHex): Promise<ExchangeDescriptor | undefined> {
  const stored = await reader.findDocument(digest);
  const parsed = stored === undefined ? undefined : parseStored(stored);
  return parsed?.type === 'selat.v1.ExchangeDescriptor' ? parsed : undefined;
}

/**
 * The highest protocol version that both speak.
 * @throws SelatError PROTOCOL_VERSION naming the versions of both
 */
export function commonVersion(own: Side, peer: Side): string {
  const [highest] = own.listed.filter((version) => peer.listed.includes(version)).sort(newestFirst);
  if (highest !== undefined) return highest;
  const facts = { peer: peer.exchange, theirs: listOf(peer), own: own.exchange, ours: listOf(own) };
  const message = `cannot call ${facts.peer}: it speaks protocol ${facts.theirs}, ${facts.own} speaks ${facts.ours}`;
  throw new SelatError('PROTOCOL_VERSION', message, facts);
}

/**
 * The profiles that both implement, in the order of the own list; `core` is always among them.
 * @throws SelatError PROFILE_UNSUPPORTED where it is not
 */
export function commonProfiles(own: Side, peer: Side): readonly string[] {
  const common = own.listed.filter((profile) => peer.listed.includes(profile));
  if (common.includes(CORE)) return common;
  throw unsupported(own, peer, `have no profile ${CORE} in common`);
}

/**
 * An agreement asks for nothing that one of its parties does not implement.
 * @throws SelatError PROFILE_UNSUPPORTED naming the profiles of both
 */
export function requireProfiles(asked: readonly string[], own: Side, peer: Side): void {
  const lacking = asked.find((profile) => !own.listed.includes(profile) || !peer.listed.includes(profile));
  if (lacking !== undefined) throw unsupported(own, peer, `do not both implement profile ${lacking}`);
}

function unsupported(own: Side, peer: Side, why: string): SelatError {
  const facts = { peer: peer.exchange, theirs: listOf(peer), own: own.exchange, ours: listOf(own), why };
  const message = `cannot agree with ${facts.peer}: the two ${why}; it lists ${facts.theirs}, ${facts.own} lists ${facts.ours}`;
  return new SelatError('PROFILE_UNSUPPORTED', message, facts);
}

function listOf({ listed }: Side): string {
  return listed.join(', ') || 'none';
}

/** Precedence of Semantic Versioning 2.0.0, 11, highest first. */
function newestFirst(a: string, b: string): number {
  const [first, second] = [partsOf(b), partsOf(a)];
  for (const [at, number] of first.core.entries()) {
    const difference = number - (second.core[at] ?? 0);
    if (difference !== 0) return difference;
  }
  // A release comes after its drafts.
  if (first.draft.length === 0 || second.draft.length === 0) return second.draft.length - first.draft.length;
  for (let at = 0; at < Math.max(first.draft.length, second.draft.length); at += 1) {
    const difference = comparePart(first.draft[at], second.draft[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version: string): { readonly core: readonly number[]; readonly draft: readonly string[] } {
  const [plain = ''] = version.split('+');
  const dash = plain.indexOf('-');
  const core = (dash < 0 ? plain : plain.slice(0, dash)).split('.').map(Number);
  return { core, draft: dash < 0 ? [] : plain.slice(dash + 1).split('.') };
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) return Number(a) - Number(b);
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
