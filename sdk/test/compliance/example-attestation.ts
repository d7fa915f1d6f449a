/** The attestation of the chapter, a flow that it is about, and what differs. */
import { readFileSync } from 'node:fs';
import { Attestation as Wire } from '@selat/proto/selat/v1/attestation.js';
import type { FlowSubject, KnownAttestation } from '../../src/compliance/index.js';
import { SelatError } from '../../src/errors/index.js';
import { type Attestation, parseAttestation } from '../../src/model/index.js';

export const CHAPTER = readFileSync(new URL('../../../docs/spec/attestations.md', import.meta.url), 'utf8');
const EXAMPLE = /```json selat\.v1\.Attestation\n([^`]+)```/.exec(CHAPTER)?.[1] ?? '';
export const WIRE = Wire.fromJSON(JSON.parse(EXAMPLE));
export const PLAIN = parseAttestation(WIRE);
export const DAY = '2026-11-23';
export const NOW = Date.parse(`${DAY}T08:00:00Z`);

export const FLOW: FlowSubject = {
  product: 'szdex.example/d/port-calls',
  listing: 'szdex.example/l/port-calls',
  revision: 'aa'.repeat(32),
  provider: 'szdex.example/p/port',
  consumer: 'my.example/p/padi',
  acts: ['bb'.repeat(32)],
  modes: ['COPY'],
};

export function known(over: Partial<Attestation> = {}, more: Partial<KnownAttestation> = {}): KnownAttestation {
  return { digest: '11'.repeat(32), attestation: { ...PLAIN, ...over }, role: 'issuer', ...more };
}
export const reasonOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return error instanceof SelatError ? error.reason : String(error);
  }
  return undefined;
};
