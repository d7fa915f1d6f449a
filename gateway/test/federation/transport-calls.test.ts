import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/federation/transport/index.js';
import { ECHO, type Exchange, failureOf, makeExchange, openChat, Pins, pinned, World } from './transport-fixture.js';

let szdex: Exchange;
let my: Exchange;
let world: World;

beforeAll(async () => {
  [szdex, my] = await Promise.all([makeExchange('szdex.example'), makeExchange('my.example')]);
});
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

describe('AGR-3, AGR-5, AGR-7: a call that no rule admits is refused', () => {
  it('refuses a method outside of the table, registered or not', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const client = world.client(port, pinned(szdex), my);
    const unlisted = await failureOf(client.ask(ECHO.unlisted.path));
    expect(unlisted).toMatchObject({
      reason: 'NOT_IN_THIS_BUILD',
      facts: { method: ECHO.unlisted.path, code: 'UNIMPLEMENTED' },
    });
    expect(await failureOf(client.ask('/selat.test.Echo/Nothing'))).toMatchObject({ reason: 'NOT_IN_THIS_BUILD' });
    expect(world.served).toEqual([]);
  });

  it('serves methods of the agreed phase only while an agreement is in force', async () => {
    const agreed = new Set<string>();
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]), isAgreed: async (id) => agreed.has(id) });
    const client = world.client(port, pinned(szdex), my);
    const failure = await failureOf(client.ask(ECHO.agreed.path));
    expect(failure).toMatchObject({
      reason: 'AGREEMENT_NOT_IN_FORCE',
      facts: { retryAfterMs: '5000', code: 'UNAVAILABLE' },
    });
    agreed.add('my.example');
    expect(await client.ask(ECHO.agreed.path)).toContain('my.example');
  });

  it('names both versions where they differ', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const failure = await failureOf(world.client(port, pinned(szdex), my, { protocol: '0.9' }).ask());
    expect(failure).toMatchObject({
      reason: 'PROTOCOL_VERSION',
      facts: { theirs: '0.9', ours: '1.0-draft.2, 1.0-draft.1', code: 'FAILED_PRECONDITION' },
    });
    expect(failure.message).toContain('it speaks selat-protocol 0.9, this exchange speaks 1.0-draft.2, 1.0-draft.1');
  });

  it('refuses to open with a rule for a method that no service defines', async () => {
    await expect(world.serve(szdex, { methods: { '/selat.test.Echo/Typo': { phase: 'any' } } })).rejects.toThrow(
      'Typo',
    );
  });
});

describe('ERR-1: what is no error of the protocol leaves as internal error', () => {
  it.each([['fail'], ['explode'], ['reject']] as const)('tells an id and never the cause (%s)', async (name) => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const failure = await failureOf(world.client(port, pinned(szdex), my).ask(ECHO[name].path));
    expect(failure).toMatchObject({ reason: 'PEER_FAILED', message: 'szdex.example answered: internal error' });
    expect(failure.facts['incident']).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(failure.facts)).not.toContain('hunter2');
    expect(String(world.reported)).toContain('hunter2');
  });

  it('ends a stream the same way', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const { chat, ended } = await openChat(world.client(port, pinned(szdex), my));
    chat.write(Buffer.from('fail'));
    expect(parseStatus(await ended, 'szdex.example')).toMatchObject({ reason: 'PEER_FAILED' });
    expect(String(world.reported)).toContain('hunter2');
  });

  it('gives up on a peer that does not answer within the deadline', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const failure = await failureOf(world.client(port, pinned(szdex), my, { deadlineMs: 200 }).ask(ECHO.silent.path));
    expect(failure).toMatchObject({ reason: 'PEER_UNREACHABLE', facts: { code: 'DEADLINE_EXCEEDED' } });
  });
});

describe('OPS-3: a message above the limit is refused', () => {
  it('with the size and the limit; far above it, grpc-js reads no further', async () => {
    const limits = {
      maxMessageBytes: 1024,
      maxConcurrentStreams: 4,
      keepaliveTimeMs: 30_000,
      keepaliveTimeoutMs: 10_000,
    };
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]), limits });
    const client = world.client(port, pinned(szdex), my);
    expect(await client.ask(ECHO.whoami.path, 'x'.repeat(1024))).toContain('my.example');
    expect(await failureOf(client.ask(ECHO.whoami.path, 'x'.repeat(1025)))).toMatchObject({
      reason: 'MESSAGE_TOO_LARGE',
      facts: { observed: '1025', limit: '1024' },
    });
    expect(await failureOf(client.ask(ECHO.whoami.path, 'x'.repeat(2049)))).toMatchObject({ reason: 'LIMIT_EXCEEDED' });
  });
});
