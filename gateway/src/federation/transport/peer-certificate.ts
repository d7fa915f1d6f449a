/**
 * Whether a TLS certificate is the one of a pinned peer. One rule for both ends: issued by the peer's own CA, key pinned,
 * subject alternative name = exchange id, valid now. A trusted CA alone proves nothing: every pinned peer has one.
 * Normative text: docs/spec/agreement.md, AGR-2.
 */
import { X509Certificate } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import type { Instant } from '@selat/sdk/keys';
import { certificatePin, parseCertificate, splitPem } from '@selat/sdk/keys/certificates/read';
import type { PinnedPeer } from './pin-store.js';

/** The common name is no name of a peer, and neither is a wildcard. */
const EXACT_NAME = { subject: 'never', wildcards: false, partialWildcards: false } as const;

/** Returns why `certificate` is not one of `peer` at `now`, or undefined where it is. */
export function certificateProblem(certificate: X509Certificate, peer: PinnedPeer, now: Instant): string | undefined {
  const pin = certificatePin(certificate);
  if (!peer.pins.includes(pin)) return `its pin ${pin} is none of those pinned for ${peer.exchangeId}`;
  if (certificate.checkHost(peer.exchangeId, EXACT_NAME) === undefined) return `it does not name ${peer.exchangeId}`;
  if (!usableCas(peer.caPem).some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey)))
    return `the CA of ${peer.exchangeId} did not issue it`;
  if (now < Date.parse(certificate.validFrom)) return `it is not valid before ${certificate.validFrom}`;
  if (now > Date.parse(certificate.validTo)) return `it expired at ${certificate.validTo}`;
  return undefined;
}

/** Returns the one peer of `peers` whose certificate this is. @throws SelatError PEER_UNAUTHENTICATED */
export function identifyPeer(raw: Buffer | undefined, peers: readonly PinnedPeer[], now: Instant): PinnedPeer {
  if (raw === undefined) throw unauthenticated('it showed no verified certificate', {});
  const certificate = parseCertificate(raw);
  const pin = certificatePin(certificate);
  const problems: string[] = [];
  for (const peer of peers.filter(({ pins }) => pins.includes(pin))) {
    const problem = certificateProblem(certificate, peer, now);
    if (problem === undefined) return peer;
    problems.push(problem);
  }
  throw unauthenticated(problems[0] ?? `no peer has its pin ${pin}`, { pin });
}

/** The CA certificates of a peer that can be used; a malformed one counts as absent, and never harms other peers. */
export function usableCas(caPem: string): X509Certificate[] {
  return splitPem(caPem).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)].filter(({ ca }) => ca);
    } catch {
      return [];
    }
  });
}

function unauthenticated(why: string, facts: Record<string, string>): SelatError {
  return new SelatError('PEER_UNAUTHENTICATED', `cannot admit the caller by its certificate: ${why}`, {
    ...facts,
    why,
  });
}
