import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CODECS } from '@selat/proto/schema.js';
import { describe, expect, it } from 'vitest';
import {
  dayIn,
  factsOfFlow,
  mergeFacts,
  readStatedFacts,
  requireAsOf,
  requireOwnFacts,
  requireSameDecision,
} from '../../../src/compliance/index.js';
import { type DocumentOf, type DocumentType, parseDocument } from '../../../src/model/index.js';
import { reasonOf } from '../example-attestation.js';
import { readPack } from '../shipped-packs.js';
import { overWire } from './two-sides.js';

const packs = [readPack('my').pack];

/** A document that a chapter prints, with the digest that it prints. */
function example<T extends DocumentType>(chapter: string, type: T): { digest: string; document: DocumentOf<T> } {
  const text = readFileSync(new URL(`../../../../docs/spec/${chapter}.md`, import.meta.url), 'utf8');
  const [, printed = '', json = ''] = new RegExp(`json ${type} sha256:([0-9a-f]+)\n([^\`]+)\`\`\``).exec(text) ?? [];
  const message = CODECS[type]?.fromJSON(JSON.parse(json));
  const payload = Buffer.from(CODECS[type]?.encode(message).finish() ?? []);
  const pae = createHash('sha256').update(`DSSEv1 ${type.length} ${type} ${payload.length} `).update(payload);
  expect(pae.digest('hex')).toBe(printed);
  return { digest: printed, document: parseDocument(type, message) as DocumentOf<T> };
}

describe('CMP-13: CMP-16: the example of the chapter', () => {
  const listing = example('listings', 'selat.v1.Listing');
  const request = example('grants', 'selat.v1.GrantRequest').document;
  const stated = example('compliance', 'selat.v1.FlowFacts');
  const decision = example('compliance', 'selat.v1.ComplianceDecision').document;
  const { product, id } = listing.document;
  const provider = { id: product.provider, establishedIn: 'CN' };
  const consumer = { id: request.consumer, establishedIn: 'MY' };
  const asOf = dayIn('MY', packs, request.head.issuedAt);
  const base = factsOfFlow({ listing: listing.document, scope: request.scope, provider, consumer, asOf });
  const facts = readStatedFacts(stated.document);

  it('states what follows from listing and request, and three answers about the buyer', () => {
    expect(() => requireOwnFacts(facts, 'consumer', base)).not.toThrow();
    expect(mergeFacts(base, facts)).toEqual(facts);
    expect(overWire(facts)).toEqual(facts);
  });

  it('and comes out again as it was decided, for the day on which it was made', () => {
    const parties = { provider: provider.id, consumer: consumer.id };
    const subject = { product: product.id, listing: id, revision: listing.digest, ...parties, acts: [] };
    const input = { facts, attestations: [], subject, packs, elsewhere: new Set(['CN']) };
    expect(requireSameDecision(decision, input).result.outcome).toBe('PERMIT');
    expect([decision.subject, decision.factsDigests]).toEqual([listing.digest, [stated.digest]]);
    expect(() => requireAsOf(decision, 'MY', packs)).not.toThrow();
    const late = { ...decision, head: { ...decision.head, issuedAt: Date.parse('2026-03-02T16:00:00Z') } };
    expect(reasonOf(() => requireAsOf(late, 'MY', packs))).toBe('DECISION_MISMATCH');
    expect(reasonOf(() => requireAsOf(late, 'TH', packs))).toBeUndefined();
  });
});
