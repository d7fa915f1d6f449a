/** The sequence of decisions between two gateways, each with the rule packs of its own law. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Body } from '../support/running-node.js';
import { stateOn } from '../support/trading.js';
import { until } from '../support/two-nodes.js';
import {
  askingFor,
  attestTransfer,
  type DecidingNodes,
  FACTS,
  installSuccessor,
  openDecidingNodes,
  PERSONAL,
  publish,
  selat,
} from './deciding-nodes.js';

let nodes: DecidingNodes;
let statistics: Body;
let customers: Body;

const BUYER = 'szdex.example/p/harbour-data';
/** A rule that a later version of the Malaysian pack adds. */
const BAN = `sections:
  - level: LEG
    applies: leg.from == "MY" && leg.to != "MY"
    rules:
      - id: MY-X-01
        when: data.personal == "yes"
        outcome: DENY
        citations: [Act X s.1]
        support: T
`;

/** A rule that a later version of the Chinese pack adds: against what comes in. */
const BAN_IMPORT = `sections:
  - level: LEG
    applies: leg.to == "CN" && leg.from != "CN"
    rules:
      - id: CN-X-01
        when: data.personal == "no"
        outcome: DENY
        citations: [Order X Art 1]
        support: T
`;

let grant = '';
let waiting = '';
let assessment = '';

/** Asks, and waits until the provider's exchange has the request. */
async function ask(listing: Body, more: object = {}): Promise<string> {
  const { body } = await nodes.szdex.post('/grants', { ...askingFor(listing, BUYER, 'CN'), ...more });
  expect(body.error).toBeUndefined();
  await stateOn(nodes.my, body.request, 'requested');
  return body.request;
}

beforeAll(async () => {
  nodes = await openDecidingNodes();
  const { my, szdex } = nodes;
  statistics = await publish(my, szdex, 'births');
  customers = await publish(my, szdex, 'customers', PERSONAL);
});
afterAll(() => nodes?.close());

describe('CMP-16: a grant that both laws permit', () => {
  it('pins a decision of each exchange, which the other ran again', async () => {
    const { szdex, my } = nodes;
    const asked = await szdex.post('/grants', askingFor(statistics, 'szdex.example/p/harbour-data', 'CN'));
    expect(asked.body.error).toBeUndefined();
    await stateOn(my, asked.body.request, 'requested');
    const offered = await my.post(`/grants/${asked.body.request}/offer`, {});
    expect(offered.body.error).toBeUndefined();
    await stateOn(szdex, offered.body.id, 'offered');
    const signed = await szdex.post(`/grants/${offered.body.id}/countersign`, { waitMs: 20_000 });
    expect(signed.body).toMatchObject({ state: 'active' });
    expect(signed.body.decisions).toHaveLength(2);
  });
});

describe('GRT-12: what the law of the provider asks for first', () => {
  let refused = '';

  it('is told to the officer who would offer, with the articles, and nothing is sent', async () => {
    const { my, szdex } = nodes;
    refused = await ask(customers);
    const bare = (await my.post(`/grants/${refused}/offer`, {})).body.error;
    expect(bare).toMatchObject({ reason: 'COMPLIANCE_NEEDS' });
    expect(bare?.facts.missing).toContain('notice.myGiven');
    const { error } = (await my.post(`/grants/${refused}/offer`, { facts: FACTS })).body;
    expect(error).toMatchObject({ reason: 'COMPLIANCE_NEEDS', facts: { missing: '' } });
    expect(error?.facts).toMatchObject({ needs: 'MY_CERT or MY_CONSENT or MY_SCC or MY_TIA' });
    expect(error?.facts.articles).toContain('Act 709 s.129(2)');
    expect((await szdex.get(`/grants/${refused}`)).body.state).toBe('requested');
  });

  it('is explained on request, article by article, with what to do next', async () => {
    const { my } = nodes;
    writeFileSync(join(my.made.dir, 'facts.json'), JSON.stringify(FACTS));
    const { code, stdout } = await selat(my, 'grant', 'check', refused, '--facts', 'facts.json');
    const lines = stdout.join('').split('\n');
    expect(code).toBe(1);
    expect(lines[0]).toContain('NEEDS');
    expect(lines.some((line) => line.includes('MY-T-11-TIA  Act 709 s.129(2)'))).toBe(true);
    expect(lines.some((line) => line.includes('What to do next'))).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('is what the refusal lists, with the decision behind it', async () => {
    const { my, szdex } = nodes;
    const wrong = await my.post(`/grants/${refused}/refuse`, { reason: 'COMPLIANCE_DENIED', facts: FACTS });
    expect(wrong.body.error).toMatchObject({ reason: 'REQUEST_INVALID', facts: { outcome: 'NEEDS' } });
    const { body } = await my.post(`/grants/${refused}/refuse`, { reason: 'COMPLIANCE_NEEDS', facts: FACTS });
    expect(body).toMatchObject({ state: 'refused', reason: 'COMPLIANCE_NEEDS' });
    const seen = await stateOn(szdex, refused, 'refused');
    expect(seen.needs).toEqual([['MY_CERT', 'MY_CONSENT', 'MY_SCC', 'MY_TIA']]);
    expect(seen['decided']).toMatchObject([{}, { by: 'my.example', needs: seen.needs, missing: [] }]);
    const { stdout } = await selat(szdex, 'grant', 'show', refused);
    expect(stdout.join('')).toContain('needs MY_CERT or MY_CONSENT or MY_SCC or MY_TIA');
  });

  it('ATT-12: is not cured by an attestation that stays at home, which the officer is told', async () => {
    const { my } = nodes;
    const kept = await attestTransfer(my, { reference: 'TIA-0', home: true });
    const request = await ask(customers);
    const { error } = (await my.post(`/grants/${request}/offer`, { facts: FACTS })).body;
    expect(error).toMatchObject({ reason: 'COMPLIANCE_NEEDS', facts: { missing: '' } });
    const { body } = await my.post(`/grants/${request}/check`, { facts: FACTS });
    expect(body['kept']).toEqual([{ digest: kept, instrument: 'MY_TIA', reference: 'TIA-0' }]);
    const { stdout } = await selat(my, 'grant', 'check', request, '--facts', 'facts.json');
    expect(stdout.join('')).toContain('Not counted, because szdex.example does not get it.');
    expect(
      Math.max(
        ...stdout
          .join('')
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('is cured by an attestation and a new request that names the refused one', async () => {
    const { my, szdex } = nodes;
    assessment = await attestTransfer(my);
    const request = await ask(customers, { supersedes: refused });
    const offered = await my.post(`/grants/${request}/offer`, { facts: FACTS });
    expect(offered.body.error).toBeUndefined();
    await stateOn(szdex, offered.body.id, 'offered');
    const signed = await szdex.post(`/grants/${offered.body.id}/countersign`, { waitMs: 20_000 });
    expect(signed.body.error).toBeUndefined();
    expect(signed.body).toMatchObject({ state: 'active' });
    grant = offered.body.id;
  });
});

describe('ATT-7, GRT-24: a grant whose instrument ends', () => {
  it('is suspended on both sides, and names the instrument', async () => {
    const { my, szdex } = nodes;
    const withdrawn = await my.post(`/attestations/${encodeURIComponent(assessment)}/withdraw`, {
      reason: 'SUPERSEDED',
    });
    expect(withdrawn.body.error).toBeUndefined();
    await Promise.all([stateOn(my, grant, 'suspended'), stateOn(szdex, grant, 'suspended')]);
  });

  it('is not resumed while the law still asks for one', async () => {
    const { my } = nodes;
    const { error } = (await my.post(`/grants/${grant}/resume`, {})).body;
    expect(error).toMatchObject({
      reason: 'COMPLIANCE_NEEDS',
      facts: { needs: 'MY_CERT or MY_CONSENT or MY_SCC or MY_TIA' },
    });
  });

  it('is resumed by a new decision, on both sides', async () => {
    const { my, szdex } = nodes;
    assessment = await attestTransfer(my, { reference: 'TIA-2' });
    const { body } = await my.post(`/grants/${grant}/resume`, {});
    expect(body.error).toBeUndefined();
    await Promise.all([stateOn(my, grant, 'active'), stateOn(szdex, grant, 'active')]);
  });
});

describe('GRT-28: a law that changes while a grant is in force', () => {
  it('suspends what it permits no longer, and names pack and article', async () => {
    const { my, szdex } = nodes;
    await installSuccessor(my, 'my', BAN);
    const held = await stateOn(my, grant, 'suspended');
    await stateOn(szdex, grant, 'suspended');
    expect(held.documents.map(({ type }) => type)).toContain('selat.v1.GrantSuspension');
    const { error } = (await my.post(`/grants/${grant}/resume`, {})).body;
    expect(error).toMatchObject({ reason: 'COMPLIANCE_DENIED', facts: { outcome: 'DENY', rules: 'MY-X-01' } });
  });
});

describe('CMP-9: a fact that may not leave', () => {
  it('stays at home: the other side runs the decision again with answers in its place', async () => {
    const { my, szdex } = nodes;
    const request = await ask(statistics);
    const facts = { data: { publicSectorOrigin: 'NONE' } };
    const withhold = [{ path: 'data.publicSectorOrigin', under: 'Official Secrets Act 1972' }];
    const offered = await my.post(`/grants/${request}/offer`, { facts, withhold });
    expect(offered.body.error).toBeUndefined();
    const seen = await stateOn(szdex, offered.body.id, 'offered');
    expect(seen['decided']).toMatchObject([
      { by: 'szdex.example', outcome: 'PERMIT', rerun: 'FULL' },
      { by: 'my.example', outcome: 'PERMIT', rerun: 'PARTIAL', partialPaths: ['data.publicSectorOrigin'] },
    ]);
    waiting = offered.body.id;
  });
});

describe('GRT-29: a law that changes before the countersignature', () => {
  it('declines the offer, with the decision that says why', async () => {
    const { my, szdex } = nodes;
    await installSuccessor(szdex, 'cn', BAN_IMPORT);
    await until(async () => ((await szdex.get('/packs')).body.items.some(isNextInEffect) ? true : undefined));
    const { body } = await szdex.post(`/grants/${waiting}/countersign`, { waitMs: 20_000 });
    expect(body).toMatchObject({ state: 'declined', reason: 'DECISION_CHANGED' });
    const seen = await stateOn(my, waiting, 'declined');
    expect(seen['decided']).toMatchObject([{}, {}, { by: 'szdex.example', outcome: 'DENY', rules: ['CN-X-01'] }]);
  });
});

const isNextInEffect = (pack: Body) =>
  pack['version'] === '1.1.0' && pack['standing'] === 'decides' && pack.id === 'cn';
