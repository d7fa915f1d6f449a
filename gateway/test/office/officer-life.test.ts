import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { PRESETS } from '../../src/config/index.js';
import { HELD_ACTS } from '../../src/domain/office/held-acts.js';
import { REVIEW_ROLES } from '../../src/domain/office/roles.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import {
  addOfficer,
  asOfficer,
  makeNode,
  type OfficerCalls,
  runNode,
  type TestNode,
  tempFolder,
} from '../support/running-node.js';
import { editConfig } from '../support/served-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
/** A LIVE node with the configuration that init writes. */
let live: TestNode;
let lin: OfficerCalls;
/** Token of an operator who stays. */
let ada: string;

const at = (id: string, verb = '') => `/officers/${encodeURIComponent(id)}${verb}`;
const FIRST = 'my.example/o/operator';
const refusal = (status: number, reason: string) => ({ status, body: { error: { reason } } });

beforeAll(async () => {
  folder = await tempFolder();
  live = await runNode(await makeNode(folder.dir, 'my', { environment: 'LIVE' }));
});
afterAll(async () => {
  await live?.gateway.stop();
  await folder?.remove();
});

describe('BOF-7: an operator always stays', () => {
  it('neither disabled nor given another role while alone', async () => {
    expect(await live.post(at(FIRST, '/disable'), {})).toMatchObject(refusal(422, 'LAST_OPERATOR'));
    expect(await live.post(at(FIRST, '/role'), { role: 'auditor' })).toMatchObject(refusal(422, 'LAST_OPERATOR'));
    expect(await live.get(at(FIRST))).toMatchObject({ status: 200, body: { role: 'operator', state: 'active' } });
  });
});

describe('BOF-6: powers are given by two officers, and by one only as long as there never was another', () => {
  it('the first operator adds the second alone, and LIVE then asks for two without any configuration', async () => {
    lin = await addOfficer(() => live, 'lin', 'operator');
    const third = await live.post('/officers', { slug: 'mei', role: 'reviewer' });
    expect(third).toMatchObject({ status: 202, body: { waiting: { act: 'officer.add', mayApprove: [lin.id] } } });
    expect(third.body.token).toBeUndefined();
    const { id } = third.body['waiting'] as { id: string };
    const approved = await lin.post(`/queue/${id}/approve`);
    expect(approved).toMatchObject({ status: 200, body: { result: { id: 'my.example/o/mei', role: 'reviewer' } } });
    const token = (approved.body['result'] as { token: string }).token;
    expect(JSON.stringify(await live.get(`/queue/${id}`))).not.toContain(token);
  });

  it('a new token and another role wait too; the old token works until then', async () => {
    const asked = await live.post(at(lin.id, '/token'), {});
    expect(asked).toMatchObject({ status: 202, body: { waiting: { act: 'officer.token', input: [lin.id] } } });
    expect((await lin.get('/node')).status).toBe(200);
    const { id } = asked.body['waiting'] as { id: string };
    const renewed = (await lin.post(`/queue/${id}/approve`)).body['result'] as { token: string };
    expect(await lin.get('/node')).toMatchObject(refusal(401, 'TOKEN_INVALID'));
    lin = asOfficer(() => live, lin.id, renewed.token);
    const role = await live.post(at('my.example/o/mei', '/role'), { role: 'operator' });
    expect(role).toMatchObject({ status: 202, body: { waiting: { act: 'officer.role' } } });
    await live.post(`/queue/${(role.body['waiting'] as { id: string }).id}/refuse`, {});
  });

  it('who disables the other one is not alone again: the act waits, and nobody may approve it', async () => {
    expect((await live.post(at(lin.id, '/disable'), {})).status).toBe(200);
    const puppet = await live.post('/officers', { slug: 'puppet', role: 'operator' });
    expect(puppet).toMatchObject({ status: 202, body: { waiting: { mayApprove: [] } } });
    expect(await live.post(at(lin.id, '/role'), { role: 'operator' })).toMatchObject(refusal(422, 'OFFICER_DISABLED'));
  });

  it('the configuration decides, in LIVE as in SANDBOX', async () => {
    await live.gateway.stop();
    await editConfig(live.made, (text) => text.replace(/\nlogLevel/, '\nofficers:\n  twoFor: []\nlogLevel'));
    live = await runNode(live.made);
    const added = await live.post('/officers', { slug: 'ada', role: 'operator' });
    expect(added).toMatchObject({ status: 200 });
    ada = added.body.token;
    expect(await live.post(at(FIRST, '/disable'), {})).toMatchObject({ status: 200, body: { state: 'disabled' } });
    expect(await live.get('/node')).toMatchObject(refusal(401, 'TOKEN_INVALID'));
  });
});

describe('BOF-2: a command whose act waits says so', () => {
  it('with what the other officer types, within 80 columns, and ends with 1', async () => {
    await live.gateway.stop();
    await editConfig(live.made, (text) => text.replace('twoFor: []', 'twoFor: [officer.add]'));
    live = await runNode(live.made);
    // Disabled colleagues count as other officers, so the act waits, and nobody is there to approve it.
    const env = { SELAT_API_URL: `http://${live.gateway.apiAddress}`, SELAT_API_TOKEN: ada };
    const add = ['officer', 'add', 'kim', '--role', 'auditor'];
    const told = recordedIo(folder.dir, env);
    expect(await runCli(add, told)).toBe(1);
    const text = told.stdout.join('');
    expect(text).toMatch(/^Not done yet: a second officer must approve\.\nwaiting +w-[0-9a-f]{10}\n/);
    expect(text).toMatch(/they type +selat queue approve w-/);
    expect(text).toMatch(/may approve +nobody yet: add an officer, or see officers\.twoFor/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const io = recordedIo(folder.dir, env);
    expect(await runCli([...add, '--json'], io)).toBe(1);
    expect(lastJson(io)).toMatchObject({ waiting: { act: 'officer.add', state: 'waiting' } });
  });
});

describe('BOF-2, BOF-14: the chapter prints the tables of the code', () => {
  const chapter = readFileSync(new URL('../../../docs/spec/back-office.md', import.meta.url), 'utf8');
  const rowsOf = (title: string) => {
    const [, table = ''] = new RegExp(`^\\| ${title} \\| roles \\|\\n\\|.*\\n((?:\\|.*\\n)+)`, 'm').exec(chapter) ?? [];
    return table.trimEnd().split('\n');
  };

  it('of acts and of reviews', () => {
    const printed = (table: Readonly<Record<string, readonly string[]>>) =>
      Object.entries(table).map(([name, roles]) => `| \`${name}\` | ${roles.join(', ')} |`);
    const acts = Object.fromEntries(Object.entries(HELD_ACTS).map(([name, { roles }]) => [name, roles]));
    expect(rowsOf('act')).toEqual(printed(acts));
    expect(rowsOf('review')).toEqual(printed(REVIEW_ROLES));
  });

  it('and names what the presets ask for', () => {
    const asked = Object.entries(PRESETS).map(([name, { reviews }]) => [name, reviews]);
    expect(asked).toEqual([
      ['szdex', ['legal', 'technical', 'compliance']],
      ['my', []],
    ]);
  });
});
