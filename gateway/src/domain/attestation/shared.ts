/** Which attestations the other exchange of a flow has, or gets before what names them. Normative text: docs/spec/attestations.md, ATT-12. */
import { type KnownAttestation, newestOf } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import type { AttestationRow } from '../rows-attestation.js';
import { loadAttestation } from './load-attestations.js';

type Known = Pick<Deps, 'reader' | 'self'>;

/** Attestations about a flow. */
export interface SharedOrKept {
  /** Those that both exchanges have. */
  readonly shared: readonly KnownAttestation[];
  /** Those that the other exchange does not get: it could not run a decision again that counts them. */
  readonly kept: readonly KnownAttestation[];
}

/** Every attestation about these ids and digests, apart by whether the peer gets it. [ATT-12] */
export async function loadShared(
  { reader, self }: Known,
  about: readonly string[],
  peer: ExchangeId,
): Promise<SharedOrKept> {
  const rows = await reader.listAttestationsAbout(about);
  const known = await Promise.all(rows.map((row) => loadAttestation(reader, row)));
  const reaching = new Set(known.flatMap((one, i) => (reaches(one, rows[i], peer, self.exchange) ? one.digest : [])));
  // One that was attested again at home says what the other side never reads: neither of the two counts for it.
  const isShared = (one: KnownAttestation) => reaching.has(one.digest) && reaching.has(newestOf(one, known).digest);
  return { shared: known.filter(isShared), kept: known.filter((one) => !isShared(one)) };
}

function reaches(
  { attestation }: KnownAttestation,
  row: AttestationRow | undefined,
  peer: ExchangeId,
  self: ExchangeId,
): boolean {
  const { audience } = attestation.head;
  if (row?.source === peer) return true;
  if (audience.length > 0) return audience.includes(peer);
  return row?.source !== self || row.reach === 'EVERYONE';
}

/** Refuses to pin what the peer does not get: it would wait for it until the offer lapses. @throws SelatError REQUEST_INVALID */
export async function requireShared(
  { reader, self }: Known,
  pins: readonly DigestHex[],
  peer: ExchangeId,
): Promise<void> {
  for (const pin of pins) {
    const row = await reader.findAttestation(pin);
    if (row === undefined) continue;
    const known = await loadAttestation(reader, row);
    if (reaches(known, row, peer, self.exchange)) continue;
    const { instrument, reference } = row;
    const facts = { attestation: `sha256:${pin}`, instrument, reference, peer };
    const what = `${instrument} ${reference}, attestation ${facts.attestation}`;
    const message = `cannot stand on ${what}, which the listing names: ${peer} does not get it; attest it for ${peer} too and name that`;
    throw new SelatError('REQUEST_INVALID', message, facts);
  }
}
