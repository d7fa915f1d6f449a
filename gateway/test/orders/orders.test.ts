import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOfficer, type Body, type OfficerCalls, type TestNode } from '../support/running-node.js';
import { openThreeNodes, type ThreeNodes } from '../support/three-nodes.js';
import { askingOf, furnish, listingOf, stateOn, trade } from '../support/trading.js';
import { until } from '../support/two-nodes.js';
import { deletionOf, examined, raises } from './raised.js';

let nodes: ThreeNodes;
let wang: OfficerCalls;
let aisha: OfficerCalls;
/** Grants by consumer and provider. */
let fromSzdex = '';
let toSzdex = '';
let toSg = '';

beforeAll(async () => {
  nodes = await openThreeNodes();
  await furnish(nodes);
  const { szdex, my, sg } = nodes;
  wang = await addOfficer(() => szdex, 'wang', 'compliance');
  aisha = await addOfficer(() => my, 'aisha', 'compliance');
  fromSzdex = await trade(my, szdex, 'padi');
  toSzdex = await trade(szdex, my, 'harbour-data');
  toSg = await trade(sg, my, 'lion');
});
afterAll(() => nodes?.close());

const ORIGINAL = { digest: 'ab'.repeat(32), salt: 'cd'.repeat(32) };
const PAPER = { legalBasis: ['Order 11 Art 17'], reference: '2026-118', original: ORIGINAL };
const HALT = { kind: 'HALT', authority: 'cac', ...PAPER };

/** Transcribes an order, which must not be refused. */
async function order(officer: OfficerCalls, body: object): Promise<Body> {
  const answer = await officer.post('/orders', body);
  expect(answer.body.error).toBeUndefined();
  return answer.body;
}

async function resume(officer: OfficerCalls, id: string, more: object = {}): Promise<Body> {
  const answer = await officer.post(`/orders/${id}/resume`, { ...PAPER, reference: '2026-131', ...more });
  expect(answer.body.error).toBeUndefined();
  return answer.body;
}

const states = (ids: readonly (readonly [TestNode, string])[], state: string) =>
  Promise.all(ids.map(([node, id]) => stateOn(node, id, state)));

const bothSides = (id: string) => [nodes.my, nodes.szdex].map((node) => [node, id] as const);

describe('ORD-1, ORD-3: a Chinese order holds what its law reaches, on both sides, and nothing else', () => {
  let halt: Body;

  it('is acknowledged by both peers, and holds every grant with szdex.example on both of its sides', async () => {
    const { szdex } = nodes;
    halt = await order(wang, { ...HALT, scopes: [{ kind: 'ALL' }] });
    expect(halt).toMatchObject({ kind: 'HALT', state: 'in-force', by: 'szdex.example', signedBy: 'transcribed' });
    expect(halt['acknowledgements']).toEqual([
      expect.objectContaining({ peer: 'my.example', state: 'accepted', isRaised: false }),
      expect.objectContaining({ peer: 'sg.example', state: 'accepted', isRaised: false }),
    ]);
    const shown = await states([...bothSides(fromSzdex), ...bothSides(toSzdex)], 'suspended');
    for (const { holds } of shown) {
      expect(holds).toEqual([
        expect.objectContaining({
          digest: halt.id,
          by: 'szdex.example',
          reason: 'HALT',
          order: {
            kind: 'HALT',
            authority: 'szdex.example/a/cac',
            legalBasis: ['Order 11 Art 17'],
            reference: '2026-118',
            acknowledged: true,
          },
        }),
      ]);
    }
    const detail = await szdex.get(`/orders/${halt.id}`);
    expect([...(detail.body['grants'] as string[])].sort()).toEqual([fromSzdex, toSzdex].sort());
  });

  it('the grant between Malaysia and Singapore, whose exchanges both hold the order, stays active', async () => {
    const { my, sg } = nodes;
    expect((await sg.get('/orders')).body.items.map(({ id }) => id)).toEqual([halt.id]);
    await states(
      [my, sg].map((node) => [node, toSg] as const),
      'active',
    );
  });

  it('ORD-7: what it binds is neither asked for nor offered, and the refusal names the order', async () => {
    const { my, szdex } = nodes;
    const refused = await my.post('/grants', await askingOf(my, szdex, 'padi'));
    expect(refused.body.error).toMatchObject({ reason: 'ORDER_IN_FORCE' });
    expect(refused.body.error.message).toContain(halt.id);
    expect(refused.body.error.message).toContain('Order 11 Art 17');
  });

  it('ORD-6: a RESUME of another side ends nothing, that of its authority ends it on both sides', async () => {
    const foreign = await aisha.post(`/orders/${halt.id}/resume`, PAPER);
    expect(foreign.body.error).toMatchObject({ reason: expect.stringMatching(/DOCUMENT_FIELD_INVALID|ORDER_/) });
    const ended = await resume(wang, halt.id);
    expect(ended).toMatchObject({ kind: 'RESUME', resumes: halt.id, authority: 'szdex.example/a/cac' });
    await states([...bothSides(fromSzdex), ...bothSides(toSzdex)], 'active');
    expect((await wang.get(`/orders/${halt.id}`)).body).toMatchObject({ state: 'lifted', resumedBy: [ended.id] });
  });
});

describe('ORD-3: a wider scope is refused', () => {
  it('under the law of another jurisdiction, before anything is signed', async () => {
    const wide = await wang.post('/orders', { ...HALT, jurisdiction: 'MY', scopes: [{ kind: 'ALL' }] });
    expect(wide.body.error).toMatchObject({ reason: 'ORDER_SCOPE_TOO_WIDE' });
    expect(wide.body.error.message).toContain('szdex.example is the exchange of CN');
  });

  it('for a grant between others that the law does not reach, by both who know it', async () => {
    const { my, sg } = nodes;
    const own = { kind: 'PARTICIPANT', value: 'szdex.example/p/harbour-data' };
    const { id } = await order(wang, { ...HALT, scopes: [{ kind: 'FLOW', value: toSg }, own] });
    const shown = await until(async () => {
      const { body } = await wang.get(`/orders/${id}`);
      const answers = body['acknowledgements'] as Body[];
      return answers.every(({ state }) => state !== 'waiting') ? body : undefined;
    });
    expect(shown['acknowledgements']).toEqual([
      expect.objectContaining({ peer: 'my.example', state: 'refused', reason: 'ORDER_SCOPE_TOO_WIDE', isRaised: true }),
      expect.objectContaining({ peer: 'sg.example', state: 'refused', reason: 'ORDER_SCOPE_TOO_WIDE', isRaised: true }),
    ]);
    await raises(nodes.szdex, id);
    await states(
      [my, sg].map((node) => [node, toSg] as const),
      'active',
    );
    await stateOn(nodes.szdex, toSzdex, 'suspended');
    await resume(wang, id);
  });

  it('ORD-6: and its RESUME ends the hold of its author, though the others never held', async () => {
    const { szdex } = nodes;
    await stateOn(szdex, toSzdex, 'active');
    const [refused] = (await szdex.get('/orders?limit=2')).body.items.filter(({ kind }) => kind === 'HALT');
    expect(refused).toMatchObject({ state: 'lifted' });
    expect((await szdex.get('/outbox')).body.items).toEqual([]);
  });
});

describe('ORD-2: selectors choose among the flows that the law reaches', () => {
  it.each(['PRODUCT', 'PARTICIPANT', 'FLOW'] as const)('%s', async (kind) => {
    const { my, szdex, sg } = nodes;
    const product = productOf(await listingOf(my, 'my.example'));
    const value = { PRODUCT: product, PARTICIPANT: 'szdex.example/p/harbour-data', FLOW: toSzdex }[kind];
    const both = bothSides(toSzdex);
    const { id, ...shown } = await order(wang, { ...HALT, scopes: [{ kind, value }] });
    // In words at home, as a salted digest everywhere else.
    const named = kind === 'FLOW' ? {} : { value };
    expect(shown['scopes']).toEqual([{ jurisdiction: 'CN', kind, digest: expect.any(String), ...named }]);
    await states(both, 'suspended');
    const abroad = (await my.get(`/orders/${id}`)).body['scopes'];
    expect(abroad).toEqual([{ jurisdiction: 'CN', kind, digest: expect.any(String) }]);
    for (const node of [my, sg]) expect((await node.get(`/grants/${toSg}`)).body.state).toBe('active');
    const again = await szdex.post('/grants', await askingOf(szdex, my, 'harbour-data'));
    expect(again.body.error).toMatchObject({ reason: 'ORDER_IN_FORCE' });
    await resume(wang, id);
    await states(both, 'active');
  });
});

function productOf({ document }: Body): string {
  const payload = Buffer.from(document.payload, 'base64url').toString('latin1');
  return /[a-z]+\.example\/d\/[a-z0-9-]+/.exec(payload)?.[0] ?? '';
}

describe('ORD-5: a RECALL holds like a HALT, and states until when to delete', () => {
  it('is refused without a deadline, and with one before it takes effect', async () => {
    const scopes = [{ kind: 'FLOW', value: fromSzdex }];
    const bare = await wang.post('/orders', { ...HALT, kind: 'RECALL', scopes });
    expect(bare.body.error).toMatchObject({ reason: 'DOCUMENT_FIELD_INVALID' });
    const past = await wang.post('/orders', { ...HALT, kind: 'RECALL', scopes, deleteBy: Date.now() - 60_000 });
    expect(past.body.error.message).toContain('delete_by_ms is before effective_at_ms');
  });

  it('holds on both sides, shows both who has to delete by when, and ends by a RESUME', async () => {
    const { my, szdex } = nodes;
    const deleteBy = Date.now() + 86_400_000;
    const { id } = await order(wang, {
      ...{ ...HALT, kind: 'RECALL', deleteBy, scopes: [{ kind: 'FLOW', value: fromSzdex }] },
    });
    const open = { order: id, grant: fromSzdex, by: 'my.example', dueBy: deleteBy, isOverdue: false };
    for (const node of [my, szdex]) {
      expect(await stateOn(node, fromSzdex, 'suspended')).toMatchObject({ deletions: [open] });
      const { body } = await node.get(`/orders/${id}`);
      expect(body).toMatchObject({ kind: 'RECALL', deleteBy, isOverdue: false, deletions: [open] });
    }
    await resume(wang, id);
    expect((await stateOn(my, fromSzdex, 'active'))['deletions']).toEqual([]);
  });

  it('is overdue until the consumer’s side attests the deletion, and nobody else', async () => {
    const { my, szdex } = nodes;
    const deleteBy = Date.now() + 86_400_000;
    const late = () => deleteBy + 1;
    const { id } = await order(wang, {
      ...{ ...HALT, kind: 'RECALL', deleteBy, scopes: [{ kind: 'FLOW', value: fromSzdex }] },
    });
    await stateOn(my, fromSzdex, 'suspended');
    const detail = expect.stringMatching(new RegExp(`the deadline of RECALL .* under ${fromSzdex.slice(7, 19)}`));
    for (const node of [my, szdex]) expect(await examined(node, late)).toMatchObject({ ok: false, detail });
    const proof = deletionOf(fromSzdex);
    await szdex.post('/attestations', proof);
    expect(await examined(szdex, late)).toMatchObject({ ok: false });
    const attested = await my.post('/attestations', proof);
    for (const node of [my, szdex]) {
      const shown = await until(async () => {
        const { body } = await node.get(`/grants/${fromSzdex}`);
        return (body['deletions'] as Body[])[0]?.['proof'] === undefined ? undefined : body;
      });
      expect(shown['deletions']).toMatchObject([{ order: id, proof: attested.body.digest, isOverdue: false }]);
      expect(await examined(node, late)).toMatchObject({ ok: true });
    }
    await resume(wang, id);
  });
});

describe('ORD-9: an order that a peer does not acknowledge in time is raised', () => {
  const deadline = Date.now() + 3 * 86_400_000;

  it('after the time of the agreement, and not before; the peer that comes back gets it first and it is settled', async () => {
    const { szdex } = nodes;
    expect((await szdex.get('/queue?kind=order')).body.items).toEqual([]);
    await nodes.sg.gateway.stop();
    const scopes = [{ kind: 'PARTICIPANT', value: 'szdex.example/p/harbour-data' }];
    const { id } = await order(wang, { ...HALT, kind: 'RECALL', deleteBy: deadline, scopes });
    expect(await examined(szdex, Date.now)).toMatchObject({ ok: true });
    const later = await examined(szdex, () => Date.now() + 2 * 3_600_000);
    expect(later).toMatchObject({ ok: false, detail: expect.stringContaining('not acknowledged in time') });
    nodes = { ...nodes, sg: await nodes.sg.restart() };
    await until(async () => {
      const { body } = await wang.get(`/orders/${id}`);
      return (body['acknowledgements'] as Body[]).every(({ state }) => state === 'accepted') ? true : undefined;
    });
    expect(await examined(szdex, () => Date.now() + 2 * 3_600_000)).toMatchObject({ ok: true });
  });

  it('ORD-5: and a deletion that is overdue is shown until the order ends', async () => {
    const late = await examined(nodes.szdex, () => deadline + 1);
    expect(late).toMatchObject({ ok: false, detail: expect.stringContaining('the deadline of RECALL') });
    expect(late?.fix).toContain('attest DESTROY');
  });
});
