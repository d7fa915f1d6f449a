import { homeExchange } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { requireNextDescriptor, requireRevocable } from '@selat/sdk/lifecycle';
import { type DocumentOf, type ExchangeDescriptor, exchangeOf, type KeyRevocation } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { toPeerColumns } from '../agreement/pin-peer.js';
import { descriptorRows, revokedRow } from '../keys/key-rows.js';
import { recordKeyRows } from '../participant/record-keys.js';
import type { Deps, Reader } from '../ports.js';
import type { PeerRow } from '../rows.js';
import type { Effect, Received } from './received.js';

/** The next descriptor of a pinned peer: signed by the threshold of the one before it. [IDN-3] */
export async function acceptDescriptor({ reader }: Deps, received: Received<ExchangeDescriptor>): Promise<Effect> {
  const { peer, parsed, digest, verified } = received;
  const { row, descriptor: before } = await requireDescriptor(reader, peer);
  const kids = verified.positions.map(({ kid }) => kid);
  requireNextDescriptor({ before, beforeDigest: row.descriptor_digest, next: parsed, kids });
  const { version, ...columns } = row;
  const next = { ...columns, ...toPeerColumns(parsed, digest) };
  return {
    rows: [{ table: 'peer', expectedVersion: version, row: next }, ...(await descriptorRows(reader, parsed, before))],
  };
}

/** A pinned peer with its newest descriptor. @throws SelatError PEER_UNKNOWN */
async function requireDescriptor(
  reader: Reader,
  peer: string,
): Promise<{ readonly row: PeerRow; readonly descriptor: ExchangeDescriptor }> {
  const row = await reader.findPeer(peer);
  const stored = row === undefined ? undefined : await reader.findDocument(row.descriptor_digest);
  const descriptor = stored === undefined ? undefined : parseStored(stored);
  if (row !== undefined && descriptor?.type === 'selat.v1.ExchangeDescriptor') return { row, descriptor };
  throw new SelatError('PEER_UNKNOWN', `cannot follow the keys of ${peer}: it is not pinned`, { peer });
}

/** Ends the life of one key of the peer, or of a party whose home it is. [IDN-6] [IDN-12] */
export async function acceptKeyRevocation({ reader }: Deps, received: Received<KeyRevocation>): Promise<Effect> {
  const { peer, parsed, verified, now } = received;
  const { descriptor } = await requireDescriptor(reader, peer);
  const kids = verified.positions.map(({ kid }) => kid);
  requireRevocable(descriptor, parsed.kid, kids);
  const keys = (await reader.listKeysOf(parsed.kid)).filter(({ owner }) => homeExchange(owner) === peer);
  if (keys.length === 0) {
    const message = `cannot revoke key ${parsed.kid} of ${peer}: it is not registered here`;
    throw new SelatError('PREDECESSOR_MISSING', message, { peer, kid: parsed.kid });
  }
  return { rows: keys.map((key) => revokedRow(key, parsed, now)) };
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
