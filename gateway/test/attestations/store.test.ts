import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change.js';
import type { AttestationRow } from '../../src/domain/rows-attestation.js';
import { NOON, openNode, STORES } from '../store/temp-node.js';

const PRODUCT = 'szdex.example/d/port';

function row(n: number, over: Partial<AttestationRow> = {}): Omit<AttestationRow, 'version'> {
  return {
    ...{
      digest: `${n}`.repeat(64),
      issuer: 'szdex.example',
      role: 'issuer',
      source: 'szdex.example',
      reach: 'EVERYONE',
    },
    ...{ instrument: 'CN_SA', regime: 'CN', subject_kind: 'PRODUCT', subject_id: PRODUCT, subject_digest: '' },
    ...{ reference: `n${n}`, status: 'LIVE', expires_on: null, issued_ms: NOON, received_ms: NOON },
    ...{ withdrawn_ms: null, withdrawal_digest: null, superseded_by: null, lapsed_ms: null, counted_ms: null },
    ...over,
  };
}
const added = (...rows: Omit<AttestationRow, 'version'>[]): Change => ({
  rows: rows.map((one) => ({ table: 'attestation', expectedVersion: 0, row: one })),
});
const digits = (rows: readonly { readonly digest: string }[]) => rows.map(({ digest }) => digest[0]).join('');

describe.each(STORES)('ATT-7: what may have lapsed is found by one query ($name)', (engine) => {
  it('and attestations by subject, instrument and attester, in pages', async () => {
    const { committer, store } = await openNode(engine);
    const { reader } = store;
    const flow = { subject_kind: 'FLOW', subject_id: '', subject_digest: 'ab'.repeat(32) };
    await committer.commit(async () =>
      added(
        row(1),
        row(2, { expires_on: '2026-11-22' }),
        row(3, { expires_on: '2026-11-23', instrument: 'CN_CERT' }),
        row(4, { withdrawn_ms: NOON }),
        row(5, { withdrawn_ms: NOON + 1 }),
        row(6, { superseded_by: '7'.repeat(64) }),
        row(7, { expires_on: '2026-11-01', lapsed_ms: NOON }),
        row(8, { ...flow, issuer: 'my.example/a/pdp' }),
      ),
    );
    const due = { now: NOON, day: '2026-11-23', limit: 10 };
    expect(digits(await reader.listLapsing(due))).toBe('246');
    expect(digits(await reader.listLapsing({ ...due, limit: 1, after: '2'.repeat(64) }))).toBe('4');
    expect(digits(await reader.listAttestationsAbout([PRODUCT]))).toBe('1234567');
    expect(digits(await reader.listAttestationsAbout(['ab'.repeat(32), 'x']))).toBe('8');
    expect(await reader.listAttestationsAbout([])).toEqual([]);
    const page = await reader.listAttestations({ limit: 2, subject: PRODUCT, instrument: 'CN_SA' });
    expect(digits(page.items)).toBe('12');
    const next = await reader.listAttestations({
      limit: 9,
      subject: PRODUCT,
      instrument: 'CN_SA',
      after: page.next ?? '',
    });
    expect([digits(next.items), next.next]).toEqual(['4567', undefined]);
    expect(digits((await reader.listAttestations({ limit: 9, issuer: 'my.example/a/pdp' })).items)).toBe('8');
    expect(await reader.findAttestation('9'.repeat(64))).toBeUndefined();
    const evidence = { digest: 'ee', salt: 'aa', content: 'cc', place: 'safe', officer: 'o', created_ms: NOON };
    await committer.commit(async () => ({
      rows: [{ table: 'attestation_evidence', expectedVersion: 0, row: evidence }],
    }));
    expect(await reader.findAttestationEvidence('ee')).toMatchObject(evidence);
  });
});
