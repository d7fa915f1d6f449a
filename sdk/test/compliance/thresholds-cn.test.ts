import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateFlow, parseFacts } from '../../src/compliance/index.js';
import { readPack } from './shipped-packs.js';

const pack = readPack('cn').pack;

interface Exporter {
  readonly asOf: string;
  readonly ciio: boolean;
  readonly plain: number;
  readonly sensitive: number;
}

/** What is missing, straight from the words of Order 16 Arts 5(1)(iv), 7 and 8, and of Orders 11 and 13 before them. */
function wanted({ asOf, ciio, plain, sensitive }: Exporter): string {
  const [many, few] = asOf < '2024-03-22' ? [100_000, 0] : [1_000_000, 100_000];
  if (ciio || plain >= many || sensitive >= 10_000) return 'CN_SA';
  return plain >= few || sensitive > 0 ? 'CN_CERT CN_SC' : '';
}

const RECIPIENT = {
  ...{ id: 'my-buyer', establishedIn: 'MY', kind: 'COMPANY', role: 'CONTROLLER' },
  ...{ onCnRestrictedList: 'no', underCnCountermeasure: 'no', foreignAuthority: 'no' },
};
const DATA = {
  ...{ personal: 'yes', anonymised: 'no', grade: 'GENERAL', secret: 'no', exportControlled: 'no' },
  ...{ importantStatus: 'NONE', activity: 'OTHER', lawfullyObtained: 'yes' },
};

function found({ asOf, ciio, plain, sensitive }: Exporter): string {
  const facts = {
    asOf,
    legs: [{ from: 'CN', to: 'MY', mode: 'COPY', transitOnly: 'no', recipient: RECIPIENT }],
    provider: { id: 'cn-seller', establishedIn: 'CN', kind: 'COMPANY', ciio: ciio ? 'yes' : 'no' },
    data: { ...DATA, cnSensitiveClasses: sensitive > 0 ? ['HEALTH'] : [] },
    counts: {
      flowPersons: plain + sensitive,
      ...{ cnNonSensitiveYtd: plain, cnSensitiveYtd: sensitive, cnHandledTotal: 500_000 },
      ...{ cnNonSensitiveSincePrevYear: plain, cnSensitiveSincePrevYear: sensitive },
    },
    exemptionClaim: { type: 'NONE' },
    legalBasis: 'OTHER_LAW',
    notice: { cnExport: 'yes' },
    instruments: [{ code: 'CN_PIPIA', status: 'LIVE', issuedOn: '2023-01-10' }],
    retention: { purposeExhausted: 'no' },
  };
  const { outcome, legs } = evaluateFlow([pack], parseFacts(facts));
  const needs = legs.flatMap((leg) => leg.jurisdictions.flatMap((result) => result.needs));
  const codes = needs.map(({ anyOf }) => anyOf.join(' ')).join(', ');
  return codes === '' && outcome !== 'PERMIT' ? outcome : codes;
}

const around = (edges: readonly number[], most: number) =>
  fc.oneof(
    fc.tuple(fc.constantFrom(...edges), fc.integer({ min: -2, max: 2 })).map(([edge, by]) => Math.max(0, edge + by)),
    fc.integer({ min: 0, max: most }),
  );

describe('CMP-4: the tiers of China follow the numbers of the law', () => {
  it('whatever the numbers are, before and since Order 16', () => {
    const exporters = fc.record({
      asOf: fc.constantFrom('2023-12-01', '2024-03-21', '2024-03-22', '2026-01-01', '2026-11-23'),
      ciio: fc.boolean(),
      plain: around([0, 10_000, 100_000, 1_000_000], 2_000_000),
      sensitive: around([0, 10_000, 100_000], 20_000),
    });
    fc.assert(
      fc.property(exporters, (exporter) => {
        expect(found(exporter)).toBe(wanted(exporter));
      }),
      { numRuns: 400, seed: 16 },
    );
  });
});
