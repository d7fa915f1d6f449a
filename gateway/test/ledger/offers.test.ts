/** Offers at once on the data of one provider, decided by the law of China with what its ledger says. */
import { PersonalDataProfile, SourceStatement } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printDecisionText } from '../../src/cli/output/decision-text.js';
import { PLAIN } from '../../src/cli/output/style.js';
import type { DecisionView } from '../../src/domain/use-cases.js';
import { askingFor, installPack, PUBLISHERS, publish } from '../decisions/deciding-nodes.js';
import { admit } from '../support/hand-world.js';
import { addOfficer, type Body } from '../support/running-node.js';
import { stateOn } from '../support/trading.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes } from '../support/two-nodes.js';

const OFFERS = 8;
const FITTING = 4;
const EACH = 1_000;
const LIMIT = 100_000;

/** What the provider knows of its customers beside what the listing says. */
const FACTS = {
  provider: { ciio: 'no', kind: 'COMPANY', role: 'CONTROLLER' },
  counts: { cnHandledTotal: 500_000 },
  data: { secret: 'no', exportControlled: 'no', importantStatus: 'NONE', activity: 'OTHER', lawfullyObtained: 'yes' },
  legalBasis: 'CONSENT',
  notice: { cnExport: 'yes' },
  consent: { separate: 'yes', withdrawn: 'no' },
  exemptionClaim: { type: 'NONE' },
};
/** What the consumer's exchange knows of its member. */
const RECIPIENT = { onCnRestrictedList: 'no', underCnCountermeasure: 'no', foreignAuthority: 'no', kind: 'COMPANY' };
const ASKED = { legs: [{ recipient: RECIPIENT }], retention: { purposeExhausted: 'no' } };
const PERSONAL = {
  originJurisdictions: ['CN'],
  storagePlace: 'CN',
  personalData: PersonalDataProfile.fromPartial({ personal: 'yes', anonymised: 'no', persons: BigInt(EACH) }),
  sourceStatement: SourceStatement.fromPartial({
    kind: 'OWN_OPERATION',
    sources: ['own customers'],
    statement: [{ language: 'en', text: 'Collected from own customers' }],
    lawfullyObtained: 'yes',
  }),
};

let nodes: TwoNodes;
let customers: Body;
/** Requests in the order in which they were made. */
const requests: string[] = [];
/** Attestation of the impact assessment, which states no scale. */
let assessment: string;
/** Attestation of the certificate, whose scale is one person more than one flow. */
let certificate: string;
/** Grant that stands on it. */
let grant: string;
const offerOf = (id: string) => nodes.szdex.post(`/grants/${id}/offer`, { facts: FACTS });
const ledger = async () =>
  (await nodes.szdex.get(`/ledger/${encodeURIComponent(customers['provider'] as string)}`)).body;
let wang: Awaited<ReturnType<typeof addOfficer>>;

beforeAll(async () => {
  nodes = await openTwoNodes();
  const { my, szdex } = nodes;
  await propose(szdex, my, { packPublishers: PUBLISHERS });
  await accept(my, szdex);
  await admit(my, 'padi');
  for (const slug of ['harbour-data', 'green-mobility']) await admit(szdex, slug);
  wang = await addOfficer(() => szdex, 'wang', 'compliance');
  // Published before the pack came: what the gate of the law asks of a listing is not the subject here.
  customers = await publish(szdex, my, 'customers', PERSONAL);
  await Promise.all([installPack(szdex, 'cn'), installPack(my, 'my')]);
  const impact = {
    ...{ instrument: 'CN_PIPIA', reference: 'P-1', subject: { kind: 'PRODUCT', id: 'szdex.example/d/customers' } },
    ...{ evidence: { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe 3' }, issuedOn: '2026-01-15' },
  };
  const { body } = await szdex.post('/attestations', impact);
  expect(body.error).toBeUndefined();
  assessment = body['digest'] as unknown as string;
  await Promise.all([drained(szdex), drained(my)]);
});
afterAll(() => nodes?.close());

describe('LGR-4: of offers at once no more go through than the law lets pass', () => {
  it('and the others are told what they need now', async () => {
    const { szdex, my } = nodes;
    const evidence = { digest: `sha256:${'ab'.repeat(32)}`, place: 'safe 4' };
    const provider = customers['provider'] as string;
    const opened = await wang.post('/ledger/open', {
      provider,
      ordinary: LIMIT - 1 - FITTING * EACH,
      sensitive: 0,
      evidence,
    });
    expect(opened.body.error).toBeUndefined();
    const asking = askingFor(customers, 'my.example/p/padi', 'MY');
    for (let at = 0; at < OFFERS; at += 1) {
      const { body } = await my.post('/grants', { ...asking, facts: ASKED });
      expect(body.error).toBeUndefined();
      requests.push(body.request);
    }
    for (const id of requests) await stateOn(szdex, id, 'requested');
    const answers = await Promise.all(requests.map(offerOf));
    const refused = answers.flatMap(({ body }) => body.error?.reason ?? []);
    expect(refused).toEqual(Array.from({ length: OFFERS - FITTING }, () => 'COMPLIANCE_NEEDS'));
    const body = await ledger();
    expect(body).toMatchObject({ ordinary: LIMIT - 1, held: { ordinary: FITTING * EACH } });
    expect(body['headroom']).toContainEqual(expect.objectContaining({ from: LIMIT, left: 0 }));
  });
});

describe('LGR-5: what an offer reserved follows its grant', () => {
  it('a decline makes room for the next offer; a grant that was formed counts also after its revocation', async () => {
    const { szdex, my } = nodes;
    const offered = await inState('offered');
    const [declined, formed] = offered as [Body, Body];
    await my.post(`/grants/${declined.id}/decline`, {});
    await stateOn(szdex, declined.id, 'declined');
    expect((await ledger())['ordinary']).toBe(LIMIT - 1 - EACH);
    const [waiting] = (await inState('requested')) as [Body];
    expect((await offerOf(waiting.request)).body.error).toBeUndefined();
    await my.post(`/grants/${formed.id}/countersign`, { waitMs: 20_000 });
    await stateOn(szdex, formed.id, 'active');
    await szdex.post(`/grants/${formed.id}/revoke`, { reason: 'BREACH' });
    await stateOn(szdex, formed.id, 'ended');
    const body = await ledger();
    expect(body).toMatchObject({ ordinary: LIMIT - 1, consumed: { ordinary: EACH } });
    const { items } = body['entries'] as unknown as { items: readonly { state: string }[] };
    expect(items.map(({ state }) => state).sort()).toEqual(
      ['BOOKED', 'CONSUMED', 'RELEASED'].concat(Array.from({ length: FITTING - 1 }, () => 'HELD')).sort(),
    );
  });
});

describe('ATT-11: an instrument stands for no more persons than were assessed', () => {
  it('over all the grants that stand on it', async () => {
    const { szdex } = nodes;
    const attested = {
      ...{ instrument: 'CN_CERT', reference: 'C-1', subject: { kind: 'PRODUCT', id: 'szdex.example/d/customers' } },
      ...{ evidence: { digest: `sha256:${'5b'.repeat(32)}`, place: 'safe 5' }, issuedOn: '2026-01-15' },
      ...{ expiresOn: '2028-12-31', scope: { countries: ['MY'], maxIndividuals: EACH + 1 } },
    };
    const { body } = await szdex.post('/attestations', attested);
    expect(body.error).toBeUndefined();
    certificate = body['digest'] as unknown as string;
    const [first, second] = (await inState('requested')) as [Body, Body];
    const offered = (await offerOf(first.request)).body;
    expect(offered.error).toBeUndefined();
    grant = offered.id;
    const { error } = (await offerOf(second.request)).body;
    expect(error).toMatchObject({ reason: 'COMPLIANCE_NEEDS', facts: { needs: 'CN_CERT or CN_SC' } });
    const checked = (await szdex.post(`/grants/${second.request}/check`, { facts: FACTS })).body;
    expect(checked['full']).toEqual([
      { digest: certificate, instrument: 'CN_CERT', reference: 'C-1', counted: EACH, most: EACH + 1 },
    ]);
    const text = printDecisionText(checked as unknown as DecisionView, 'en', PLAIN);
    expect(text).toContain(`${EACH} of ${EACH + 1} persons: CN_CERT C-1`);
  });
});

describe('LGR-11: what officers enter under an instrument takes up its scale', () => {
  const enter = (provider: string, under: string) =>
    wang.post('/ledger/export', {
      ...{ provider, under, ordinary: 1, sensitive: 0 },
      evidence: { digest: `sha256:${'ad'.repeat(32)}`, place: 'safe 7' },
    });
  it.each([
    [
      'of another provider',
      () => enter('szdex.example/p/green-mobility', certificate),
      'is about neither it, nor a product',
    ],
    ['without a scale', () => enter(customers['provider'] as string, assessment), 'states no scale'],
  ])('and not that of an instrument %s', async (_what, act, message) => {
    const { error } = (await act()).body;
    expect(error).toMatchObject({ reason: 'LEDGER_EVIDENCE_UNFIT', message: expect.stringContaining(message) });
  });
  it('which has to be known', async () => {
    const { error } = (await enter(customers['provider'] as string, `sha256:${'00'.repeat(32)}`)).body;
    expect(error).toMatchObject({ reason: 'ATTESTATION_UNKNOWN' });
  });
});

describe('ATT-13: an exhausted instrument suspends what stands on it', () => {
  const enter = (act: string, ordinary: number) =>
    wang.post(`/ledger/${act}`, {
      ...{ provider: customers['provider'], ordinary, sensitive: 0, under: certificate },
      ...{ evidence: { digest: `sha256:${'ac'.repeat(32)}`, place: 'safe 6' }, reason: 'shipped on disks' },
    });
  const resume = () => nodes.szdex.post(`/grants/${grant}/resume`, { facts: FACTS });
  const causes = async () => {
    const { body } = await nodes.my.get(`/grants/${grant}`);
    return JSON.stringify(body['holds']);
  };

  it('on both sides, once officers enter more under it than was left, and says why', async () => {
    const { szdex, my } = nodes;
    await my.post(`/grants/${grant}/countersign`, { waitMs: 20_000 });
    await stateOn(szdex, grant, 'active');
    expect((await enter('export', 1)).body.error).toBeUndefined();
    expect((await szdex.get(`/attestations/${certificate}`)).body['persons']).toEqual({
      ...{ formed: EACH, entered: 1, held: 0, most: EACH + 1 },
    });
    expect((await szdex.get(`/grants/${grant}`)).body['state']).toBe('active');
    expect((await enter('export', 2)).body.error).toBeUndefined();
    await Promise.all([stateOn(szdex, grant, 'suspended'), stateOn(my, grant, 'suspended')]);
    expect(await causes()).toContain(`is exhausted: ${EACH + 3} persons of ${EACH + 1}`);
  });

  it('until a new decision stands on something, as after a correction; and again when it is exhausted again', async () => {
    const { szdex, my } = nodes;
    expect((await resume()).body.error).toMatchObject({ reason: 'COMPLIANCE_NEEDS' });
    expect((await enter('correct', -3 - EACH)).body.error).toMatchObject({ reason: 'LEDGER_BELOW_ZERO' });
    expect((await enter('correct', -2)).body.error).toBeUndefined();
    expect((await resume()).body.error).toBeUndefined();
    await Promise.all([stateOn(szdex, grant, 'active'), stateOn(my, grant, 'active')]);
    expect((await enter('export', 1)).body.error).toBeUndefined();
    await Promise.all([stateOn(szdex, grant, 'suspended'), stateOn(my, grant, 'suspended')]);
  });
});

/** The grants of this test in a state, as the provider's exchange shows them. */
async function inState(state: string): Promise<readonly Body[]> {
  const shown = await Promise.all(requests.map((id) => nodes.szdex.get(`/grants/${id}`)));
  return shown.map(({ body }) => body).filter((body) => body['state'] === state);
}
