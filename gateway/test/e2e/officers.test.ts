import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/api/operations/index.js';
import { OFFICER_ROLES, type OfficerRole } from '../../src/domain/rows.js';
import { QUESTIONS } from '../api/questions.js';
import { admit, configure, publish } from '../support/hand-world.js';
import { type Answer, makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let my: TestNode;
const tokens = new Map<OfficerRole, string>();

beforeAll(async () => {
  folder = await tempFolder();
  const made = await makeNode(folder.dir, 'my');
  // Every operation is called with wrong tokens.
  await configure(made, 'limits:\n  api: { wrongTokensPerMinute: 100000 }\n');
  my = await runNode(made);
  for (const role of OFFICER_ROLES) {
    const { body } = await my.post('/officers', { slug: `the-${role}`, role });
    tokens.set(role, body.token);
  }
});
afterAll(async () => {
  await my?.gateway.stop();
  await folder?.remove();
});

/** Calls an operation with a token of the test's choice, or with none. */
async function call(method: string, path: string, token: string | undefined, body?: unknown): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const init = method === 'GET' ? { method, headers } : { method, headers, body: JSON.stringify(body ?? {}) };
  const response = await fetch(`http://${my.gateway.apiAddress}/api/v1${path}`, init);
  // A backup is a stream of bytes.
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const answer = isJson ? await response.json() : { bytes: (await response.arrayBuffer()).byteLength };
  return { status: response.status, body: answer as Answer['body'] };
}

/** An address of the operation: any word does for its parameters, because roles are decided before input. */
const addressOf = (path: string) => path.replaceAll(/:[a-z]+/gi, 'x');

/** Operations of members and of who holds a code are not for officers. */
const OF_OFFICERS = OPERATIONS.filter(({ caller }) => caller === 'officer');

/** Who may act on what; the table of operations must say the same. An operation that is not in here fails the test. */
const ACTS: Readonly<Record<string, readonly OfficerRole[]>> = {
  'POST /keys/rotate': ['operator'],
  'POST /keys/install': ['operator'],
  'POST /keys/:kid/revocation': ['operator'],
  'POST /keys/revoke': ['operator'],
  'POST /officers': ['operator'],
  'POST /backup': ['operator'],
  'POST /officers/:id/disable': ['operator'],
  'POST /officers/:id/role': ['operator'],
  'POST /officers/:id/token': ['operator'],
  'POST /peers/propose': ['operator'],
  'POST /peers/accept': ['operator'],
  'POST /peers/:exchange/notice': ['operator', 'compliance'],
  'POST /participants': ['operator', 'reviewer'],
  'POST /participants/:id/approve': ['operator', 'reviewer'],
  'POST /participants/:id/suspend': ['operator', 'compliance'],
  'POST /participants/:id/reinstate': ['operator', 'compliance'],
  'POST /participants/:id/renew': ['operator', 'reviewer'],
  'POST /participants/:id/enrolments': ['operator', 'reviewer'],
  'POST /participants/:id/keys/revoke': ['operator', 'compliance'],
  'POST /participants/:id/signing': ['operator'],
  'POST /enrolments/:number/revoke': ['operator', 'reviewer', 'compliance'],
  'POST /preparations/:digest/withdraw': ['operator', 'reviewer'],
  'POST /drafts': ['operator', 'reviewer'],
  'POST /reviews': ['operator', 'reviewer', 'compliance'],
  'POST /queue/:id/approve': ['operator', 'reviewer', 'compliance'],
  'POST /queue/:id/refuse': ['operator', 'reviewer', 'compliance'],
  'POST /admission/allow': ['operator', 'compliance'],
  'POST /admission/remove': ['operator', 'compliance'],
  'POST /admission/widen': ['operator', 'compliance'],
  'POST /admission/narrow': ['operator', 'compliance'],
  'POST /orders': ['compliance'],
  'POST /packs': ['operator', 'compliance'],
  'POST /authorities': ['operator'],
  'POST /authorities/remove': ['operator'],
  'POST /authorities/install': ['operator'],
  'POST /orders/register': ['compliance'],
  'POST /listings/:id/facts': ['operator', 'reviewer', 'compliance'],
  'POST /ledger/open': ['compliance'],
  'POST /ledger/export': ['compliance'],
  'POST /ledger/correct': ['compliance'],
  'POST /orders/:digest/resume': ['compliance'],
  'POST /listings/publish': ['operator', 'reviewer'],
  'POST /listings/:id/suspend': ['operator', 'reviewer', 'compliance'],
  'POST /listings/:id/withdraw': ['operator', 'reviewer', 'compliance'],
  'POST /grants': ['operator', 'reviewer'],
  'POST /grants/:id/refuse': ['operator', 'reviewer', 'compliance'],
  'POST /grants/:id/offer': ['operator', 'reviewer'],
  'POST /grants/:id/countersign': ['operator', 'reviewer'],
  'POST /grants/:id/decline': ['operator', 'reviewer', 'compliance'],
  'POST /grants/:id/suspend': ['operator', 'reviewer', 'compliance'],
  'POST /grants/:id/counter': ['operator', 'reviewer'],
  'POST /grants/:id/amend': ['operator', 'reviewer'],
  'POST /grants/:id/renew': ['operator', 'reviewer'],
  'POST /grants/:id/withdraw': ['operator', 'reviewer'],
  'POST /grants/:id/end': ['operator', 'compliance'],
  'POST /grants/:id/resume': ['operator', 'compliance'],
  'POST /grants/:id/revoke': ['operator', 'compliance'],
  'POST /attestations': ['operator', 'compliance'],
  'POST /attestations/register': ['operator', 'compliance'],
  'POST /attestations/:digest/withdraw': ['operator', 'compliance'],
};

describe('API-2: an officer may do what the table of operations gives to the role', () => {
  it('has every act in the table of this test, and none that an auditor may do', () => {
    const acts = OF_OFFICERS.filter(({ method }) => method === 'POST').map(({ method, path }) => `${method} ${path}`);
    expect(acts.filter((act) => !QUESTIONS.includes(act)).sort()).toEqual(Object.keys(ACTS).sort());
    expect(Object.values(ACTS).flat()).not.toContain('auditor');
  });

  it.each(OF_OFFICERS.map(({ method, path, roles }) => ({ method, path, roles })))(
    '$method $path',
    async ({ method, path, roles }) => {
      expect(ACTS[`${method} ${path}`] ?? roles).toEqual(roles);
      const outcomes = await Promise.all(
        OFFICER_ROLES.map(async (role) => [role, await call(method, addressOf(path), tokens.get(role))] as const),
      );
      for (const [role, { status, body }] of outcomes) {
        if (roles.includes(role)) expect([200, 400, 404, 422]).toContain(status);
        else expect([status, body.error.reason]).toEqual([403, 'ROLE_FORBIDDEN']);
      }
      for (const token of [undefined, 'selat_nobody', '']) {
        expect((await call(method, addressOf(path), token)).body.error.reason).toBe('TOKEN_INVALID');
      }
    },
  );

  it('the auditor reads every act', async () => {
    const token = tokens.get('auditor');
    for (const { method, path } of OF_OFFICERS.filter((each) => each.method === 'GET' && !each.path.includes(':'))) {
      await expect(call(method, path, token)).resolves.toMatchObject({ status: 200 });
    }
  });
});

describe('API-1: a disabled officer acts no more', () => {
  it('from the next request on, also after a restart', async () => {
    const { body } = await my.post('/officers', { slug: 'leaving', role: 'operator' });
    const { token } = body;
    await expect(call('GET', '/node', token)).resolves.toMatchObject({ status: 200 });
    await my.post(`/officers/${encodeURIComponent(body.id)}/disable`, {});
    const refused = { status: 401, body: { error: { reason: 'TOKEN_INVALID' } } };
    await expect(call('GET', '/node', token)).resolves.toMatchObject(refused);
    await expect(call('POST', '/participants', token, {})).resolves.toMatchObject(refused);
    my = await my.restart();
    await expect(call('GET', '/node', token)).resolves.toMatchObject(refused);
    const taken = await my.post('/officers', { slug: 'leaving', role: 'auditor' });
    expect(taken.body.error.reason).toBe('DOCUMENT_CHANGED');
  });
});

describe('API-2: history names the officer of every act', () => {
  it('of documents and of local acts', async () => {
    await admit(my, 'open-data');
    const [published] = await publish(my, 1);
    expect(published).toBeDefined();
    const suspended = await call(
      'POST',
      `/participants/${encodeURIComponent('my.example/p/open-data')}/suspend`,
      tokens.get('compliance'),
    );
    expect(suspended).toMatchObject({ status: 200 });
    const names = [{ language: 'en', text: 'Example member' }];
    const member = { slug: 'by-reviewer', names, country: 'MY', roles: ['provider'] };
    await call('POST', '/participants', tokens.get('reviewer'), member);
    const { body } = await call('GET', '/history?limit=1000', tokens.get('auditor'));
    const acts = body.items.filter(({ act }) => act !== 'selat.v1.ExchangeDescriptor');
    expect(acts.filter(({ officer }) => officer === undefined)).toEqual([]);
    const byOfficer = (act: string) => acts.filter((item) => item.act === act).map(({ officer }) => officer);
    expect(byOfficer('selat.v1.Listing')).toEqual(['my.example/o/operator']);
    expect(byOfficer('selat.v1.ParticipantRecord')).toEqual(['my.example/o/the-compliance', 'my.example/o/operator']);
    expect(byOfficer('local/register-participant')[0]).toBe('my.example/o/the-reviewer');
    expect(byOfficer('local/add-officer')).toHaveLength(OFFICER_ROLES.length + 1);
    expect(byOfficer('local/disable-officer')).toEqual(['my.example/o/operator']);
  });
});
