import { SelatError } from '@selat/sdk/errors';
import { type DocumentOf, type ExchangeDescriptor, exchangeOf, type KeyRevocation } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { descriptorKeyRows, toPeerColumns } from '../agreement/pin-peer.js';
import type { RowWrite } from '../change.js';
import { recordKeyRows } from '../participant/record-keys.js';
import type { Deps, Reader } from '../ports.js';
import type { Effect, Received } from './received.js';

/** The next descriptor of a pinned peer: signed by the threshold of the one before it. [IDN-3] */
export async function acceptDescriptor({ reader }: Deps, received: Received<ExchangeDescriptor>): Promise<Effect> {
  const { peer, parsed, digest, verified } = received;
  const row = await reader.findPeer(peer);
  const current = row === undefined ? undefined : await reader.findDocument(row.descriptor_digest);
  const before = current === undefined ? undefined : parseStored(current);
  if (row === undefined || before?.type !== 'selat.v1.ExchangeDescriptor') throw unknownPeer(peer);
  if (parsed.sequence <= before.sequence) throw outOfSequence(parsed, `the newest known is ${before.sequence}`);
  if (parsed.sequence > before.sequence + 1) {
    const message = `cannot follow descriptor ${parsed.sequence} of ${peer}: the newest known is ${before.sequence}`;
    throw new SelatError('PREDECESSOR_MISSING', message, { peer, sequence: String(parsed.sequence) });
  }
  if (parsed.previousDigest !== row.descriptor_digest) throw outOfSequence(parsed, 'it follows another descriptor');
  requireOldThreshold(
    before,
    parsed,
    verified.positions.map(({ kid }) => kid),
  );
  const { version, ...columns } = row;
  const next = { ...columns, ...toPeerColumns(parsed, digest) };
  const keys = await descriptorKeyRows(reader, parsed);
  const retired = await retiredKeyRows(reader, parsed);
  return { rows: [{ table: 'peer', expectedVersion: version, row: next }, ...keys, ...retired] };
}

function unknownPeer(peer: string): SelatError {
  return new SelatError('PEER_UNKNOWN', `cannot follow the descriptor of ${peer}: it is not pinned`, { peer });
}

function outOfSequence({ id, sequence }: ExchangeDescriptor, why: string): SelatError {
  const message = `cannot follow descriptor ${sequence} of ${id}: ${why}`;
  return new SelatError('DESCRIPTOR_SEQUENCE', message, { exchange: id, sequence: String(sequence), why });
}

function requireOldThreshold(before: ExchangeDescriptor, next: ExchangeDescriptor, kids: readonly string[]): void {
  const identity = new Set(before.keys.filter(({ purpose }) => purpose === 'identity').map(({ kid }) => kid));
  const signed = new Set(kids.filter((kid) => identity.has(kid))).size;
  if (signed >= before.identityThreshold) return;
  const facts = { exchange: next.id, signed: String(signed), threshold: String(before.identityThreshold) };
  const message = `cannot follow descriptor ${next.sequence} of ${next.id}: ${signed} of ${before.identityThreshold} identity keys of the one before signed it`;
  throw new SelatError('DESCRIPTOR_UNTRUSTED', message, facts);
}

/** Keys that the new descriptor no longer lists sign nothing new; what they signed stays valid. */
async function retiredKeyRows(reader: Reader, { id, keys }: ExchangeDescriptor): Promise<readonly RowWrite[]> {
  const listed = new Set(keys.map(({ kid }) => kid));
  const known = await reader.listKeys(id);
  return known
    .filter(({ kid, status }) => status === 'active' && !listed.has(kid))
    .map(
      ({ version, ...row }) =>
        ({ table: 'key', expectedVersion: version, row: { ...row, status: 'retired' } }) as const,
    );
}

/** Ends the life of one key of the peer. [IDN-6] */
export async function acceptKeyRevocation({ reader }: Deps, received: Received<KeyRevocation>): Promise<Effect> {
  const { peer, parsed, now } = received;
  const key = await reader.findKey(peer, parsed.kid);
  if (key === undefined) {
    const message = `cannot revoke key ${parsed.kid} of ${peer}: it is not registered here`;
    throw new SelatError('PREDECESSOR_MISSING', message, { peer, kid: parsed.kid });
  }
  const { version, ...columns } = key;
  const row = {
    ...columns,
    status: 'revoked' as const,
    revoked_at_ms: columns.revoked_at_ms ?? now,
    compromised_since_ms: earlier(parsed.compromisedSince ?? null, columns.compromised_since_ms),
  };
  return { rows: [{ table: 'key', expectedVersion: version, row }] };
}

/** A second revocation may say that the key was lost earlier, never that it was lost later. */
function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** A member of some exchange, as its home exchange records it; may be relayed. [IDN-9] */
export async function acceptParticipantRecord(
  { reader }: Deps,
  { parsed, digest, now }: Received<DocumentOf<'selat.v1.ParticipantRecord'>>,
): Promise<Effect> {
  const known = await reader.findParticipant(parsed.id);
  const expected = (known?.revision ?? 0) + 1;
  if (parsed.revision > expected) {
    const message = `cannot follow record ${parsed.revision} of ${parsed.id}: the newest known is ${expected - 1}`;
    throw new SelatError('PREDECESSOR_MISSING', message, { id: parsed.id, revision: String(parsed.revision) });
  }
  if (parsed.revision < expected || (parsed.supersedes ?? null) !== (known?.record_digest ?? null)) {
    const message = `cannot follow record ${parsed.revision} of ${parsed.id}: revision ${expected - 1} is newest and it supersedes another`;
    throw new SelatError('DOCUMENT_CHANGED', message, { id: parsed.id, revision: String(parsed.revision) });
  }
  const row = {
    id: parsed.id,
    exchange: exchangeOf(parsed.id),
    state: parsed.status === 'ACTIVE' ? ('active' as const) : ('suspended' as const),
    record_digest: digest,
    revision: parsed.revision,
    registration: known?.registration ?? '{}',
    valid_until_ms: parsed.validUntil ?? null,
  };
  const keys = await recordKeyRows(reader, parsed, now);
  return { rows: [{ table: 'participant', expectedVersion: known?.version ?? 0, row }, ...keys] };
}
