/** One gateway of China with its pack: what keeps a listing back, and what lets it through. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import type { GateView } from '../../src/domain/use-cases.js';
import { recordedIo } from '../cli/fake-io.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit } from '../support/hand-world.js';
import { selat } from '../support/key-commands.js';
import { type Body, makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let node: TestNode;

const DRAFTS = exampleDrafts('shenzhen');
const idOf = (slug: string) => `szdex.example/l/${slug}`;
const [INDEX, CHARGING, LANES, COLD] = [
  ...['yantian-throughput-index', 'ev-charging-demand', 'sz-klang-lane-reliability', 'cold-chain-dwell-benchmarks'],
].map(idOf) as [string, string, string, string];
/** What the examples do not say of themselves. */
const STATED = {
  data: { publicSectorOrigin: 'NONE', secret: 'no' },
  listing: { publicData: 'NONE', titleDispute: 'no', logRetentionYears: 30, complianceOpinionOn: '2026-10-20' },
};
const UNTOLD = [
  ...['data.publicSectorOrigin', 'data.secret', 'listing.complianceOpinionOn', 'listing.logRetentionYears'],
  ...['listing.publicData', 'listing.titleDispute'],
];

const gate = async (id: string) =>
  (await node.get(`/listings/${encodeURIComponent(id)}/gate`)).body as unknown as GateView;
const state = (id: string, facts: object) => node.post(`/listings/${encodeURIComponent(id)}/facts`, { facts });
const publish = async (id: string): Promise<Body> =>
  (await node.post('/listings/publish', { ids: [id] })).body.items[0] as Body;

/** Attests an instrument about a listing, as the exchange. */
async function attest(id: string, instrument: string): Promise<void> {
  const { status, body } = await node.post('/attestations', {
    ...{ instrument, reference: `${instrument} 7`, issuedOn: '2026-10-20', home: true },
    subject: { kind: 'LISTING', id },
    evidence: { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe 3' },
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/** Stores a draft again, its personal data described otherwise. */
async function redraft(id: string, personalData: object): Promise<void> {
  const draft = DRAFTS.find((one) => one.id === id);
  if (draft === undefined) throw new Error(`${id} is no example`);
  const listing = Listing.decode(Buffer.from(draft.payload, 'base64'));
  const profile = { ...listing.product?.personalData, ...personalData };
  const changed = Listing.fromPartial({ ...listing, product: { ...listing.product, personalData: profile } });
  const payload = Buffer.from(Listing.encode(changed).finish()).toString('base64');
  await node.post('/drafts', { drafts: [{ ...draft, payload }] });
}

beforeAll(async () => {
  folder = await tempFolder();
  node = await runNode(await makeNode(folder.dir, 'szdex'));
  for (const slug of ['harbour-data', 'green-mobility']) await admit(node, slug);
  await node.post('/drafts', { drafts: DRAFTS });
});
afterAll(async () => {
  await node?.gateway.stop();
  await folder?.remove();
});

describe('CMP-24: the listing gate keeps back what the own law does not permit', () => {
  it('nothing, as long as no pack of the own law is installed', async () => {
    expect(await gate(INDEX)).toMatchObject({ outcome: 'PERMIT', packs: [] });
    expect(await publish(INDEX)).toMatchObject({ ok: true, revision: 1 });
    await selat(node, 'pack', 'sign', 'cn', '--config', node.made.config, '--out', 'cn.json');
    expect((await selat(node, 'pack', 'install', 'cn.json')).err).toBe('');
    expect(await gate(INDEX)).toMatchObject({ outcome: 'NEEDS', packs: [{ id: 'cn', version: '1.0.0' }] });
  });

  it('with everything that is missing at once, each with its article', async () => {
    const kept = await publish(CHARGING);
    expect(kept).toMatchObject({ ok: false, error: { reason: 'LISTING_GATE' } });
    const told = kept['gate'] as GateView;
    expect(told.needs).toEqual([{ anyOf: ['ANONYMISATION_REPORT'] }, { anyOf: ['COUNSEL_REVIEW'] }]);
    expect(told.missingFacts).toEqual(UNTOLD);
    expect(told.citations).toEqual(expect.arrayContaining(['PIPL Art 73', 'SEZ Data Regs Art 67']));
    expect(told.texts.ruleTexts.map(({ language }) => language)).toEqual(expect.arrayContaining(['en', 'zh-CN']));
    for (const gap of ['ANONYMISATION_REPORT, COUNSEL_REVIEW', ...UNTOLD]) expect(kept.error.message).toContain(gap);
    expect((await node.get(`/listings/${encodeURIComponent(CHARGING)}`)).status).toBe(404);
  });

  it('and says so to a person within 80 columns, with what to do next', async () => {
    const token = { SELAT_API_TOKEN_FILE: node.made.officer.tokenFile };
    const io = recordedIo(node.made.dir, { SELAT_API_URL: `http://${node.gateway.apiAddress}`, ...token }, Date.now());
    expect(await runCli(['listing', 'publish', CHARGING, LANES], io)).toBe(1);
    expect(await runCli(['listing', 'check', CHARGING, '--language', 'zh-CN'], io)).toBe(1);
    const text = io.stdout.join('');
    for (const part of [
      ...['listing gate: NEEDS', 'SZ-09-ANONYMISED', 'PIPL Art 73', 'What to do next'],
      ...['Is a dispute over the title open?', 'and 1 more: selat listing check ID', '上架前尚有欠缺'],
      `selat listing facts FILE ${CHARGING}`,
    ]) {
      expect(text).toContain(part);
    }
    expect(text.split('\n').filter((line) => line.length > 80 && !line.startsWith('selat '))).toEqual([]);
  });

  it('of an import as of a draft, each file with its gaps', async () => {
    const dir = fileURLToPath(new URL('../../examples/shenzhen/', import.meta.url));
    const [terms, overlay] = ['terms.yaml', 'overlay.yaml'].map((name) => join(dir, name)) as [string, string];
    const options = ['--format', 'selat', '--terms', terms, '--overlay', overlay, '--publish'];
    const { json, code } = await selat(node, 'import', join(dir, 'catalogue.yaml'), ...options);
    const rejected = json['rejected'] as readonly { readonly reason: string }[];
    expect([code, json['published'], rejected.length]).toEqual([1, 0, DRAFTS.length]);
    for (const { reason } of rejected) for (const gap of UNTOLD) expect(reason).toContain(gap);
  });

  it('until the facts are stated and the documents attested; later revisions stand on them too', async () => {
    writeFileSync(join(node.made.dir, 'facts.yaml'), JSON.stringify(STATED));
    expect((await selat(node, 'listing', 'facts', 'facts.yaml', CHARGING, LANES)).err).toBe('');
    expect(await gate(CHARGING)).toMatchObject({ outcome: 'NEEDS', missingFacts: [] });
    await attest(CHARGING, 'COUNSEL_REVIEW');
    expect((await gate(CHARGING)).needs).toEqual([{ anyOf: ['ANONYMISATION_REPORT'] }]);
    await attest(CHARGING, 'ANONYMISATION_REPORT');
    expect((await selat(node, 'listing', 'check', CHARGING)).code).toBe(0);
    expect(await publish(CHARGING)).toMatchObject({ ok: true, revision: 1 });
    await node.post('/drafts', { drafts: DRAFTS.filter(({ id }) => id === CHARGING) });
    expect(await publish(CHARGING)).toMatchObject({ ok: true, revision: 2 });
  });

  it('for good what SEZ Data Regs Art 67 forbids: personal data without authority, public data that were not opened', async () => {
    const personal = { personal: 'yes', anonymised: 'no', persons: 5000n };
    await redraft(COLD, personal);
    await state(COLD, STATED);
    const unknown = await gate(COLD);
    expect(unknown).toMatchObject({ outcome: 'NEEDS', missingFacts: ['listing.authorised'] });
    expect(unknown.needs).toContainEqual({ anyOf: ['AUTHORISATION'] });
    for (const [facts, rule] of [
      [{ listing: { ...STATED.listing, authorised: 'no' } }, 'SZ-03-PERSONAL'],
      [{ listing: { ...STATED.listing, authorised: 'yes', publicData: 'NOT_OPENED' } }, 'SZ-03-PUBLIC'],
    ] as const) {
      await state(COLD, { ...STATED, ...facts });
      const kept = await publish(COLD);
      expect(kept.error.message).toContain('says DENY');
      const { outcome, needs, ruleIds, citations } = kept['gate'] as GateView;
      expect({ outcome, needs, ruleIds }).toEqual({ outcome: 'DENY', needs: [], ruleIds: [rule] });
      expect(citations).toContain('SEZ Data Regs Art 67');
    }
  });

  it('and grade and onward use as SEZ Data Regs Art 66 and the terms say, whatever an officer states', async () => {
    await state(LANES, { ...STATED, listing: { ...STATED.listing, gradeDeclared: 'no' } });
    expect((await publish(LANES)).error).toMatchObject({ reason: 'FACTS_CONFLICT' });
    await state(LANES, STATED);
    expect((await gate(LANES)).ruleIds).toContain('SZ-04-ONWARD');
  });
});

describe('CMP-25: facts that a listing does not tell come from officers, who stay known', () => {
  it('and are checked; those of flows and of other documents are refused', async () => {
    const { body } = await state(LANES, STATED);
    expect(body).toMatchObject({ id: LANES, facts: STATED, officer: 'szdex.example/o/operator' });
    const [act] = (await node.get('/history?limit=1')).body.items;
    expect(act).toMatchObject({ act: 'local/state-listing-facts', about: LANES, officer: 'szdex.example/o/operator' });
    const reasonOf = async (id: string, facts: object) => (await state(id, facts)).body.error?.reason;
    expect(await reasonOf(LANES, { data: { secrte: 'no' } })).toBe('FACTS_INVALID');
    expect(await reasonOf(LANES, { asOf: '2026-01-01' })).toBe('FACTS_INVALID');
    expect(await reasonOf(LANES, { instruments: [{ code: 'COUNSEL_REVIEW', id: 'x', status: 'LIVE' }] })).toBe(
      'FACTS_NOT_OWN',
    );
    expect(await reasonOf('my.example/l/x', STATED)).toBe('LISTING_NOT_OWNED');
    expect((await node.get(`/listings/${encodeURIComponent(idOf('nothing'))}/gate`)).body.error.reason).toBe(
      'LISTING_UNKNOWN',
    );
  });
});
