/** Attestations between two running gateways, from the paper to the grant that is suspended. */
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleDrafts } from '../support/example-drafts.js';
import { advanceClock } from '../support/hand-link.js';
import { admit } from '../support/hand-world.js';
import { type Body, makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { accept, drained, propose, until } from '../support/two-nodes.js';

const PAPER = { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe 3, pipia.pdf' };
const CONSUMER = 'szdex.example/p/pearl';
const [DRAFT] = exampleDrafts('malaysia');
const LISTING = DRAFT?.id ?? '';
const EXAMPLE = Listing.decode(Buffer.from(DRAFT?.payload ?? '', 'base64'));
const PRODUCT = EXAMPLE.product?.id ?? '';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let my: TestNode;
let szdex: TestNode;

beforeAll(async () => {
  folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  [szdex, my] = [await runNode(a, { harness: true }), await runNode(b, { harness: true })];
  await propose(szdex, my);
  await accept(my, szdex);
  await admit(my, 'open-data');
  await admit(szdex, 'pearl');
});
afterAll(async () => {
  await Promise.all([szdex?.gateway.stop(), my?.gateway.stop()]);
  await folder.remove();
});

const at = (path: string, id: string, verb = '') => `${path}/${encodeURIComponent(id)}${verb}`;

async function attest(node: TestNode, over: object = {}): Promise<Body> {
  const plain = { instrument: 'MY_TIA', reference: 'TIA-1', evidence: PAPER, issuedOn: '2026-11-01' };
  const input = { ...plain, subject: { kind: 'PRODUCT', id: PRODUCT }, ...over };
  const { status, body } = await node.post('/attestations', input);
  expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
  return body;
}

const seen = (node: TestNode, digest: string) =>
  until(async () => {
    const { status, body } = await node.get(at('/attestations', digest));
    return status === 200 ? body : undefined;
  });

/** Publishes a revision of the listing that names these attestations, and forms a grant on it. */
async function grantOn(...attestations: string[]): Promise<string> {
  const attestationDigests = attestations.map((digest) => Buffer.from(digest.slice(7), 'hex'));
  const payload = Buffer.from(Listing.encode({ ...EXAMPLE, attestationDigests }).finish()).toString('base64');
  await my.post('/drafts', { drafts: [{ ...DRAFT, payload }] });
  const published = (await my.post('/listings/publish', { ids: [LISTING] })).body.items[0];
  expect(published).toMatchObject({ ok: true });
  const listing = await until(async () => {
    const { status, body } = await szdex.get(at('/listings', LISTING));
    return status === 200 && body.digest === published?.digest ? body : undefined;
  });
  const asked = await szdex.post('/grants', {
    listing: LISTING,
    termsId: listing.terms[0]?.id,
    consumer: CONSUMER,
    actions: ['QUERY'],
    purposes: [listing.terms[0]?.purposes[0]],
    places: ['CN'],
  });
  const { request } = asked.body;
  await until(async () => ((await my.get(`/grants/${request}`)).status === 200 ? true : undefined));
  const offered = await my.post(`/grants/${request}/offer`, {});
  expect(offered.body.error).toBeUndefined();
  const { id } = offered.body;
  await until(async () => ((await szdex.get(`/grants/${id}`)).status === 200 ? true : undefined));
  const signed = await szdex.post(`/grants/${id}/countersign`, { waitMs: 20_000 });
  expect(signed.body).toMatchObject({ state: 'active' });
  return id;
}

const suspendedOn = (node: TestNode, id: string) =>
  until(async () => {
    const { body } = await node.get(`/grants/${id}`);
    return body.state === 'suspended' ? body : undefined;
  });

/** What the newest suspension of a grant says, as the node has it. */
async function suspensions(node: TestNode, id: string): Promise<readonly Record<string, unknown>[]> {
  const { body } = await node.get(`/grants/${id}`);
  const documents = body.documents.filter(({ type }) => type === 'selat.v1.GrantSuspension');
  const { GrantSuspension } = await import('@selat/proto/selat/v1/grant.js');
  return documents.map(({ document }) => {
    const { reason, cause, note, head } = GrantSuspension.decode(Buffer.from(document.payload, 'base64url'));
    return { reason, note, cause: `sha256:${cause.toString('hex')}`, by: head?.issuer };
  });
}

describe('ATT-1: ATT-9: an officer attests, and the evidence stays', () => {
  it('with a digest that another salt makes another, kept with the place', async () => {
    const [one, two] = [await attest(my), await attest(my, { reference: 'TIA-2' })];
    expect(one).toMatchObject({ issuer: 'my.example', role: 'issuer', regime: 'MY', standing: 'counts' });
    expect(one['evidenceFile']).toBe(PAPER.place);
    expect(one['evidenceDigest']).not.toBe(two['evidenceDigest']);
    expect(one['evidenceDigest']).not.toBe(PAPER.digest);
    // The receipt of the peer may stand above it.
    const acts = (await my.get('/history?limit=20')).body.items.filter(({ digest }) => digest === two.digest);
    expect(acts).toEqual([expect.objectContaining({ act: 'selat.v1.Attestation', officer: 'my.example/o/operator' })]);
    const arrived = await seen(szdex, one.digest);
    expect(arrived).toMatchObject({ instrument: 'MY_TIA', source: 'my.example', standing: 'counts' });
    expect(arrived['evidenceFile']).toBeUndefined();
    await seen(szdex, two.digest);
    const { body } = await szdex.get(`/attestations?subject=${encodeURIComponent(PRODUCT)}&instrument=MY_TIA`);
    expect(body.items).toHaveLength(2);
  });

  it('and is told what it may not say', async () => {
    const refused = async (over: object) => {
      const plain = {
        instrument: 'MY_TIA',
        reference: 'x',
        evidence: PAPER,
        subject: { kind: 'PRODUCT', id: PRODUCT },
      };
      return (await my.post('/attestations', { ...plain, ...over })).body.error?.reason;
    };
    expect(await refused({ regime: 'CN' })).toBe('ATTESTATION_MISMATCH');
    expect(await refused({ subject: { kind: 'PRODUCT', id: 'szdex.example/d/x' } })).toBe('ATTESTER_NOT_ALLOWED');
    expect(await refused({ subject: { kind: 'FLOW', digest: PAPER.digest } })).toBe('PREDECESSOR_MISSING');
    expect(await refused({ to: 'my.example' })).toBe('REQUEST_INVALID');
    expect(await refused({ to: 'nobody.example' })).toBe('AGREEMENT_NOT_IN_FORCE');
  });
});

describe('ATT-4: who gets an attestation', () => {
  it('nobody, where it shall stay at home; the other party alone, of a flow', async () => {
    const home = await attest(my, { reference: 'at home', home: true });
    await drained(my);
    expect((await szdex.get(at('/attestations', home.digest))).body.error?.reason).toBe('ATTESTATION_UNKNOWN');
    const id = await grantOn();
    const flow = await attest(szdex, {
      instrument: 'DESTROY',
      reference: 'deleted',
      subject: { kind: 'FLOW', digest: id },
    });
    expect(await seen(my, flow.digest)).toMatchObject({ subject: { kind: 'FLOW', digest: id } });
    const [act] = (await szdex.get('/history?limit=20')).body.items.filter(({ digest }) => digest === flow.digest);
    expect(act).toMatchObject({ direction: 'out', chain: 'my.example' });
    const withdrawn = await szdex.post(at('/attestations', flow.digest, '/withdraw'), { reason: 'ERROR' });
    expect(withdrawn.body).toMatchObject({ standing: 'withdrawn' });
    await until(async () => ((await seen(my, flow.digest))['standing'] === 'withdrawn' ? true : undefined));
  });
});

describe('ATT-7: a grant stands on the attestations that it pins', () => {
  it('is suspended on both sides when one is withdrawn, and says which; once, also after a resumption', async () => {
    const tia = await attest(my, { reference: 'TIA-7' });
    await seen(szdex, tia.digest);
    const id = await grantOn(tia.digest);
    expect((await my.get(at('/attestations', tia.digest))).body['grants']).toEqual([id]);
    const answer = await my.post(at('/attestations', tia.digest, '/withdraw'), { reason: 'REVOKED' });
    expect(answer.body).toMatchObject({ standing: 'withdrawn' });
    await Promise.all([suspendedOn(my, id), suspendedOn(szdex, id)]);
    const note = `MY_TIA TIA-7, attestation ${tia.digest}, was withdrawn`;
    const expected = [{ reason: 'COMPLIANCE', cause: tia.digest, note, by: 'my.example' }];
    expect(await suspensions(my, id)).toEqual(expected);
    expect(await suspensions(szdex, id)).toEqual(expected);
    // ATT-8: the other side knows why by itself.
    expect(await seen(szdex, tia.digest)).toMatchObject({ standing: 'withdrawn' });
    const again = await my.post(at('/attestations', tia.digest, '/withdraw'), { reason: 'REVOKED' });
    expect(again.body.error.reason).toBe('DOCUMENT_CHANGED');
    const foreign = await szdex.post(at('/attestations', tia.digest, '/withdraw'), { reason: 'REVOKED' });
    expect(foreign.body.error.reason).toBe('ATTESTATION_NOT_OWNED');
    await my.post(`/grants/${id}/resume`, { note: 'decided anew' });
    await attest(my, { reference: 'wakes the watch' });
    await drained(my);
    expect((await my.get(`/grants/${id}`)).body.state).toBe('active');
  });

  it('ATT-6: goes on where a later one says no less, and stops where it says less', async () => {
    const tia = await attest(my, { reference: 'TIA-8', expiresOn: '2027-01-31' });
    await seen(szdex, tia.digest);
    const id = await grantOn(tia.digest);
    const renewed = await attest(my, { reference: 'TIA-8', expiresOn: '2028-01-31' });
    expect((await my.get(at('/attestations', tia.digest))).body).toMatchObject({
      standing: 'superseded',
      supersededBy: renewed.digest,
    });
    await drained(my);
    expect((await my.get(`/grants/${id}`)).body.state).toBe('active');
    const less = await attest(my, { reference: 'TIA-8', expiresOn: '2028-01-31', status: 'SUSPENDED' });
    await Promise.all([suspendedOn(my, id), suspendedOn(szdex, id)]);
    expect((await suspensions(szdex, id))[0]?.['note']).toContain(`was superseded by ${less.digest}`);
  });

  it('is suspended when the last day is over, in the days of the law', async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const tia = await attest(my, { reference: 'TIA-9', expiresOn: today });
    await seen(szdex, tia.digest);
    const id = await grantOn(tia.digest);
    const left = Date.parse(`${today}T16:00:00Z`) - Date.now();
    await Promise.all([my, szdex].map((node) => advanceClock(node, left + 1_000)));
    await attest(my, { reference: 'wakes the watch again' });
    await Promise.all([suspendedOn(my, id), suspendedOn(szdex, id)]);
    expect((await suspensions(szdex, id))[0]).toMatchObject({ cause: tia.digest, by: 'my.example' });
    expect(await seen(my, tia.digest)).toMatchObject({ standing: 'expired' });
  });

  it('ATT-10: is not offered on one that has lapsed', async () => {
    const late = await attest(my, { reference: 'TIA-10', issuedOn: '2026-10-01', expiresOn: '2026-10-31' });
    await seen(szdex, late.digest);
    await expect(grantOn(late.digest)).rejects.toThrow('ATTESTATION_LAPSED');
  });
});
