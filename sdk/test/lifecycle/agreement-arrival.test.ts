import { type AgreementAct, foldAgreement, mayNoticeArrive, type ReceiptFact } from '@selat/sdk/lifecycle';
import { parseAgreementNotice, parsePeerAgreement } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { bytes, head, hex, MY, NOON, SZ, wireAgreement, wireNotice } from '../model/wire-fixtures.js';
import { act, form, formation, receipt } from './evidence-fixtures.js';

const [ID, A, B, C] = [hex(0xaa), hex(0xa1), hex(0xb1), hex(0xc1)];
const REFUSED = expect.objectContaining({ reason: 'AGREEMENT_TRANSITION_REFUSED' });
const PUT_OFF = expect.objectContaining({ reason: 'PREDECESSOR_MISSING' });
const agreement = parsePeerAgreement(wireAgreement());
const offered: AgreementAct = { ...act(ID, agreement), submissionDigest: form(ID, 'issuer'), form: 'offered' };
const signed: AgreementAct = { ...act(ID, agreement), submissionDigest: form(ID, 'both'), form: 'complete' };
const formed = formation({}, ID);

function notice(by: string, kind: string, resumes = 0) {
  const own = head(by, [by === SZ ? MY : SZ], { agreementDigest: Buffer.alloc(0) });
  const named = resumes === 0 ? {} : { resumes: bytes(resumes) };
  return parseAgreementNotice(wireNotice({ head: own, kind, ...named }));
}
/** Arrives a notice after `acts`; a RESUME of digest a1 is known where a1 is among them. */
function arrive(acts: readonly AgreementAct[], receipts: readonly ReceiptFact[], arriving: ReturnType<typeof notice>) {
  const state = foldAgreement({ id: ID, acts, receipts, now: NOON + 3000 });
  const isSuspensionKnown = acts.some(({ digest }) => digest === arriving.resumes);
  return () => mayNoticeArrive(state, { notice: arriving, isSuspensionKnown });
}

describe('AGR-12: a notice of the other party is refused where the table does not allow it', () => {
  const held = act(A, notice(MY, 'SUSPEND'));
  it('takes a RESUME of an open suspension of its author, once', () => {
    expect(arrive([signed, held], [formed], notice(MY, 'RESUME', 0xa1))).not.toThrow();
    const resumed = [signed, held, act(B, notice(MY, 'RESUME', 0xa1)), act(C, notice(MY, 'SUSPEND'))];
    expect(arrive(resumed, [formed, receipt(SZ, B)], notice(MY, 'RESUME', 0xa1))).toThrow(REFUSED);
    expect(arrive(resumed, [formed, receipt(SZ, B)], notice(MY, 'RESUME', 0xc1))).not.toThrow();
  });
  it('refuses a RESUME of what the other side suspended, or of what is no suspension', () => {
    expect(arrive([signed, held], [formed], notice(SZ, 'RESUME', 0xa1))).toThrow(REFUSED);
    expect(arrive([signed, held], [formed], notice(MY, 'RESUME', 0xaa))).toThrow(REFUSED);
    expect(arrive([signed], [formed], notice(MY, 'RESUME', 0xaa))).toThrow(REFUSED);
  });
  it('refuses a DECLINE of an agreement in force, and the end of one that ended', () => {
    expect(arrive([signed], [formed], notice(MY, 'DECLINE'))).toThrow(REFUSED);
    const ended = [signed, act(A, notice(SZ, 'END'))];
    for (const kind of ['END', 'SUSPEND', 'DECLINE']) {
      expect(arrive(ended, [formed, receipt(MY, A)], notice(MY, kind))).toThrow(REFUSED);
    }
    expect(arrive(ended, [formed, receipt(MY, A)], notice(MY, 'RESUME', 0xdd))).toThrow(REFUSED);
  });
  it('refuses to suspend or end a proposal', () => {
    for (const kind of ['SUSPEND', 'END']) expect(arrive([offered], [], notice(SZ, kind))).toThrow(REFUSED);
    expect(arrive([offered], [], notice(SZ, 'DECLINE'))).not.toThrow();
  });
  it('puts off a RESUME that overtook its suspension', () => {
    expect(arrive([signed], [formed], notice(MY, 'RESUME', 0xa1))).toThrow(PUT_OFF);
  });
  it('puts off what the proposer did after an acceptance of which it has not told yet', () => {
    for (const kind of ['SUSPEND', 'END']) expect(arrive([offered, signed], [], notice(SZ, kind))).toThrow(PUT_OFF);
    expect(arrive([offered, signed], [], notice(SZ, 'RESUME', 0xa1))).toThrow(PUT_OFF);
    expect(arrive([offered, signed], [], notice(SZ, 'DECLINE'))).not.toThrow();
    expect(arrive([offered, signed], [], notice(MY, 'SUSPEND'))).toThrow(REFUSED);
  });
});
