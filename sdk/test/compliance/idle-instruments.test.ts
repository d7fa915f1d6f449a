import { describe, expect, it } from 'vitest';
import { explainFlow, parseFacts } from '../../src/compliance/index.js';
import { casesOf, readPack } from './shipped-packs.js';

const packs = [readPack('cn').pack];
const byId = new Map(casesOf('cn').map((one) => [one.id, one]));

/** Instruments that do not count at the last leg of a case of the pack of China. */
function idleIn(id: string) {
  const { facts } = byId.get(id) ?? { facts: undefined };
  if (facts === undefined) throw new Error(`no case ${id}`);
  return explainFlow(packs, facts)
    .legs.at(-1)
    ?.places.find(({ jurisdiction }) => jurisdiction === 'CN')?.idle;
}

describe('FCT-9: a person is told why an instrument that is there does not count', () => {
  it.each([
    ['sa-suspended', { why: 'STATUS', stated: 'SUSPENDED' }],
    ['sc-tomorrow', { why: 'NOT_YET', stated: '2026-11-24' }],
    ['sa-expired', { why: 'ENDED', stated: '2027-04-05' }],
    ['sa-three-years', { why: 'ENDED', stated: '2027-04-05' }],
    ['sc-other-recipient', { why: 'RECIPIENTS' }],
    ['sa-purpose', { why: 'PURPOSES', stated: 'market-analysis' }],
    ['sa-scale-exceeded', { why: 'PERSONS', stated: '2000000' }],
    ['sa-retention', { why: 'RETENTION', stated: '12' }],
    ['sa-control', { why: 'CHANGED', stated: 'CONTROL' }],
    ['sa-scale-year', { why: 'RULE', stated: expect.stringContaining('NDSMR Art 38') }],
  ])('%s', (id, told) => {
    expect(idleIn(id)).toContainEqual(expect.objectContaining(told));
  });

  it('and of a later leg, whose place it does not name', () => {
    const reasons = casesOf('cn').flatMap(({ facts }) =>
      explainFlow(packs, facts).legs.flatMap(({ places }) => places.flatMap(({ idle }) => idle.map(({ why }) => why))),
    );
    expect(reasons).toEqual(expect.arrayContaining(['COUNTRIES', 'ONWARD']));
  });

  it('never of one that counts, and never where nothing is needed', () => {
    for (const { facts } of casesOf('cn')) {
      for (const { places } of explainFlow(packs, facts).legs) {
        for (const { idle, needs } of places) {
          const needed = needs.flatMap(({ anyOf }) => anyOf);
          expect(idle.filter(({ code }) => !needed.includes(code))).toEqual([]);
        }
      }
    }
    expect(idleIn('sa-live')).toEqual([]);
  });

  it('not of one of which it is unknown: the missing facts tell that', () => {
    const { facts } = byId.get('sa-live') ?? {};
    const unknown = parseFacts({ ...facts, retention: { purposeExhausted: 'no' } }, '2026-11-23');
    const [place] = explainFlow(packs, unknown).legs.flatMap(({ places }) => places);
    expect(place?.idle).toEqual([]);
    expect(place?.missing.map(({ path }) => path)).toContain('retention.overseasMonths');
  });
});
