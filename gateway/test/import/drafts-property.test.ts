import { Listing } from '@selat/proto/selat/v1/listing.js';
import { checkCanonical } from '@selat/sdk/document';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListingDraft } from '../../src/import/index.js';
import { importRecords, record } from './import-fixtures.js';

/** Text that a draft can hold once it is normalised: any characters, control characters and loose accents among them. */
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.constantFrom('tbc', 'a\r\nb', 'a\u0000b', 'e\u0301', 'a\uFEFF', '中'.repeat(300), 'word '.repeat(900)),
);
const words = fc.oneof(
  { weight: 40, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom('—', '', '\u0000', '\uFEFF', '\uD800', 'x'.repeat(300)) },
);
const anything = fc.oneof(
  { weight: 20, arbitrary: words },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.constant(null), fc.array(words, { maxLength: 3 })) },
);
const field = fc.record(
  { name: words, title_en: words, description_en: words, description_ms: words },
  { requiredKeys: [] },
);
const over = fc.record(
  {
    title_en: words,
    title_ms: words,
    description_ms: words,
    data_as_of: words,
    dataset_begin: fc.oneof(words, fc.integer({ min: -5, max: 30_000 })),
    methodology_en: words,
    data_source: fc.array(words, { minLength: 1, maxLength: 33 }),
    geography: fc.array(fc.constantFrom('STATE', 'DUN', 'MARS'), { maxLength: 4 }),
    fields: fc.array(field, { maxLength: 5 }),
    frequency: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('DAILY', 'YEARLY') }, { weight: 1, arbitrary: words }),
    last_updated: anything,
    link_csv: anything,
  },
  { requiredKeys: [] },
);

/** Publishes as a gateway does: a head, a revision, a predecessor. */
function publish(draft: ListingDraft): Uint8Array {
  const head = {
    env: 'LIVE',
    issuer: 'my.example',
    audience: [],
    issuedAtMs: 1n,
    nonce: Buffer.alloc(16, 7),
    agreementDigest: Buffer.alloc(0),
  };
  return Listing.encode({ head, revision: 2n, supersedes: Buffer.alloc(32, 9), ...draft }).finish();
}

describe('IMP-9: whatever a record says, its draft passes the gate of a peer or the record is rejected', () => {
  it('answers each file once, throws nothing, and drafts nothing that a peer would refuse', () => {
    let drafted = 0;
    fc.assert(
      fc.property(fc.array(over, { maxLength: 3 }), (overs) => {
        const files = overs.map((part, i) => ({ name: `r${i}.json`, text: JSON.stringify(record(part)) }));
        const { read, drafts, rejected } = importRecords(files);
        expect([read, drafts.length + rejected.length]).toEqual([files.length, files.length]);
        drafted += drafts.length;
        for (const draft of drafts) checkCanonical('selat.v1.Listing', publish(draft));
        for (const { file, reason } of rejected) expect(reason).toContain(file);
      }),
      { numRuns: 150 },
    );
    // About a third become drafts (61 to 76 in three runs); records that are only rejected would prove nothing.
    expect(drafted).toBeGreaterThan(20);
  });

  it('answers any text as a file', () => {
    fc.assert(
      fc.property(fc.oneof(words, fc.json()), (content) => {
        const { read, drafts, rejected } = importRecords([{ name: 'r.json', text: content }]);
        expect([read, drafts.length, rejected.length]).toEqual([1, 0, 1]);
      }),
    );
  });
});
