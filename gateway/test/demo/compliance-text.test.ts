/** What the demo tells people of the laws, and the example files that it hands to `selat`. */
import { describe, expect, it } from 'vitest';
import type { ComplianceShown } from '../../src/demo/compliance.js';
import { describeCompliance } from '../../src/demo/compliance-text.js';
import { importCatalogue } from '../../src/import/index.js';
import { exampleFile, NOW } from '../import/import-fixtures.js';

const SHOWN: ComplianceShown = {
  gate: {
    ...{ kept: 7, published: 7, needs: [['COUNSEL_REVIEW'], ['ANONYMISATION_REPORT']] },
    articles: ['SEZ Data Regs Art 58', 'SEZ Data Regs Art 67', 'SZDEX listing practice', 'PIPL Art 73'],
  },
  permit: { outcome: 'PERMIT', articles: ['Act 709 s.2'], needs: [], grant: 'active' },
  needs: {
    ...{ outcome: 'NEEDS', articles: ['Act 709 s.129(2)', 'Act 709 s.129(3)', 'Act 709 s.129(5)'], grant: 'active' },
    ...{ needs: [['MY_CERT', 'MY_CONSENT', 'MY_SCC', 'MY_TIA']], attested: 'MY_TIA' },
    ...{ refused: `sha256:${'1a'.repeat(32)}`, supersededBy: `sha256:${'2b'.repeat(32)}` },
  },
  denied: { outcome: 'DENY', articles: ['DSL Art 25'], needs: [], grant: 'refused' },
  halt: {
    ...{ outcome: 'HALT', articles: ['Order 11 Art 17'], needs: [], grant: 'active', halted: 'suspended' },
    order: `sha256:${'3c'.repeat(32)}`,
  },
};

describe('the demo says which article decided, and what was done', () => {
  it('of every outcome, within 80 columns', () => {
    const lines = describeCompliance(SHOWN);
    const text = lines.join('\n');
    for (const part of [
      ...['PERMIT', 'NEEDS', 'DENY', 'HALT', 'Act 709 s.129(2)', 'and 1 more', 'DSL Art 25', 'Order 11 Art 17'],
      ...['MY_CERT, MY_CONSENT, MY_SCC, MY_TIA', 'MY_TIA attested', 'COUNSEL_REVIEW, ANONYMISATION_REPORT'],
    ]) {
      expect(text).toContain(part);
    }
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('IMP-10: the example product with personal data', () => {
  it('is drafted under the Malaysian terms without an overlay, and says that it is an example', () => {
    const { drafts, rejected } = importCatalogue({
      format: 'selat',
      files: [exampleFile('compliance/bookings.yaml')],
      terms: exampleFile('malaysia/terms.yaml'),
      exchange: 'my.example',
      now: NOW,
    });
    expect(rejected).toEqual([]);
    expect(drafts.map(({ product }) => product?.personalData?.personal)).toEqual(['yes']);
    expect(exampleFile('compliance/bookings.yaml').text).toMatch(/^# Example /);
  });
});
