/** @longer: one file calls every method of the federation port, so that none can be forgotten. */
import { FederationServiceService } from '@selat/proto/selat/v1/federation_service.js';
import { ConformanceHarnessServiceService } from '@selat/proto/selat/v1/harness_service.js';
import { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import {
  certificatePin,
  createCertificateRequest,
  createOperatorCa,
  generateTlsKey,
  issueCertificate,
} from '@selat/sdk/keys/certificates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METHODS } from '../../src/federation/federation-service.js';
import { HARNESS_METHODS } from '../../src/federation/harness-service.js';
import { HEALTH_METHODS, REFLECTION_METHODS } from '../../src/federation/standard/index.js';
import type { TlsIdentity } from '../../src/federation/transport/index.js';
import { connect, tlsOf } from '../support/hand-link.js';
import { digestOf, type HandParts, messageOf, parseJwsJson } from '../support/hand-peer.js';
import { type HandWorld, openHandWorld } from '../support/hand-world.js';
import {
  bareClient,
  type Method,
  methodsOf,
  type Outcome,
  protocolMetadata,
  type RawClient,
  rawClient,
} from './raw-calls.js';
import { random } from './transport-fixture.js';

/** What a method does once it is called as it may be. `absent` = not in this build. */
interface Expected {
  readonly phase: 'any' | 'agreed' | 'absent';
  readonly request?: object;
  readonly served?: Outcome;
}

const OK: Outcome = { code: 'OK' };
const because = (code: string, reason: string): Outcome => ({ code, reason, domain: 'selat.v1' });
const NOTHING = Buffer.alloc(32);

/** Every method of the two services. One that is not in here fails the test: decide who may call it. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  getDescriptor: { phase: 'any', request: { knownSequence: 0n }, served: OK },
  submit: { phase: 'any', request: {}, served: because('INVALID_ARGUMENT', 'DOCUMENT_MALFORMED') },
  submitStream: { phase: 'any', served: OK },
  sync: { phase: 'absent', request: { shard: 'sandbox-1', fromIndex: 0n, follow: false } },
  getDocument: { phase: 'any', request: { digest: NOTHING }, served: because('NOT_FOUND', 'DOCUMENT_UNKNOWN') },
  getCheckpoint: { phase: 'agreed', request: { shard: 'sandbox-1' }, served: OK },
  getProof: { phase: 'absent', request: { shard: 'sandbox-1', size: 1n } },
  issueToken: { phase: 'absent', request: { grant: NOTHING, consumer: '', actions: [], purposes: [] } },
  crashAfter: { phase: 'any', request: { point: 'never:reached', occurrence: 1 }, served: OK },
  listCrashPoints: { phase: 'any', request: {}, served: OK },
  getStateDigest: { phase: 'any', request: { withDump: false }, served: OK },
  advanceClock: { phase: 'any', request: { byMs: 1n }, served: OK },
};

const FEDERATION = methodsOf(FederationServiceService);
const HARNESS = methodsOf(ConformanceHarnessServiceService);

let world: HandWorld;
/** A key that no certificate had before. */
let fresh: string;
/** A good certificate under an authority that nobody pinned. */
let stranger: TlsIdentity;
const clients: RawClient[] = [];

beforeAll(async () => {
  const keyPem = generateTlsKey();
  world = await openHandWorld();
  fresh = await keyPem;
  stranger = await strange();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await world?.close();
});

async function calling(tls: TlsIdentity | undefined, address?: string): Promise<RawClient> {
  const client = await (tls === undefined ? bareClient(world.my, address) : rawClient(world.my, tls, address));
  clients.push(client);
  return client;
}

/** Calls every method and gives the outcomes by name. */
async function callAll(client: RawClient, methods: readonly [string, Method][], metadata = protocolMetadata()) {
  const outcomes = methods.map(async ([name, method]) => {
    const { request, phase } = EXPECTED[name] ?? {};
    return [name, await client.invoke(method, phase === undefined ? {} : request, metadata.clone())] as const;
  });
  return Object.fromEntries(await Promise.all(outcomes));
}

/** The same outcome for every method. */
const all = (methods: readonly [string, Method][], outcome: Outcome) =>
  Object.fromEntries(methods.map(([name]) => [name, outcome]));

/** What a pinned peer gets, with an agreement or without. */
function admitted(methods: readonly [string, Method][], hasAgreement: boolean) {
  const early = because('UNAVAILABLE', 'AGREEMENT_NOT_IN_FORCE');
  return Object.fromEntries(
    methods.map(([name]) => {
      const { phase, served } = EXPECTED[name] ?? {};
      const absent = because('UNIMPLEMENTED', 'NOT_IN_THIS_BUILD');
      return [name, phase === 'absent' ? absent : phase === 'agreed' && !hasAgreement ? early : served];
    }),
  );
}

/** A leaf lies within the validity of its authority, which is made earlier and for longer. */
const validity = (days: number) => ({
  notBefore: Date.now() - days * 60_000,
  notAfter: Date.now() + days * 86_400_000,
});

/** szdex.example under an authority of its own making. */
async function strange(): Promise<TlsIdentity> {
  const exchangeId = 'szdex.example';
  const caKeyPem = world.szdex.made.caKeyPem;
  const caPem = createOperatorCa({ keyPem: fresh, exchangeId, ...validity(30) }, random);
  return certify({ caPem, caKeyPem: fresh }, exchangeId, caKeyPem);
}

/** A certificate of a CA for any name and key. */
async function certify(
  by: Pick<HandParts, 'caPem' | 'caKeyPem'>,
  exchangeId: string,
  keyPem = fresh,
): Promise<TlsIdentity> {
  const input = {
    requestPem: createCertificateRequest({ keyPem, exchangeId, loopback: true }),
    caCertificatePem: by.caPem,
    caKeyPem: by.caKeyPem,
    exchangeId,
    loopback: true,
    ...validity(1),
  };
  return { keyPem, certPem: issueCertificate(input, random) };
}

const UNREACHED: Outcome = { code: 'UNAVAILABLE' };
const UNAUTHENTICATED = because('UNAUTHENTICATED', 'PEER_UNAUTHENTICATED');

describe('AGR-3: the tables name every method that the protocol defines, once', () => {
  it('has an expectation for each method, and a rule for each that is served', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual([...FEDERATION, ...HARNESS].map(([name]) => name).sort());
    const served = (methods: readonly [string, Method][]) =>
      methods
        .filter(([name]) => EXPECTED[name]?.phase !== 'absent')
        .map(([name, { path }]) => [path, { phase: EXPECTED[name]?.phase }]);
    expect(METHODS).toEqual(Object.fromEntries(served(FEDERATION)));
    expect(HARNESS_METHODS).toEqual(Object.fromEntries(served(HARNESS)));
  });
});

describe('AGR-2: who is not a pinned peer by its own certificate reaches no method', () => {
  it('no certificate, and that of a stranger, fail in the handshake', async () => {
    for (const tls of [undefined, stranger]) {
      expect(await callAll(await calling(tls), FEDERATION)).toEqual(all(FEDERATION, UNREACHED));
    }
  });

  it("another peer's certificate authority cannot speak for an exchange", async () => {
    const { third, szdex } = world;
    const impostors = [
      await certify(third.made, 'szdex.example'),
      await certify(third.made, 'szdex.example', third.tls.keyPem),
      await certify(third.made, 'third.example'),
      await certify(third.made, 'szdex.example', szdex.tls.keyPem),
    ];
    for (const tls of impostors) {
      expect(await callAll(await calling(tls), FEDERATION)).toEqual(all(FEDERATION, UNAUTHENTICATED));
    }
  });
});

describe('AGR-3, AGR-5, AGR-7, ERR-5: a pinned peer may call what the table says', () => {
  it('before an agreement, and with one in force', async () => {
    expect(await callAll(await calling(world.third.tls), FEDERATION)).toEqual(admitted(FEDERATION, false));
    expect(await callAll(await calling(world.szdex.tls), FEDERATION)).toEqual(admitted(FEDERATION, true));
  });

  it('and nothing that is no method, nothing that is no message, nothing that is too long', async () => {
    const client = await calling(world.szdex.tls);
    const unary = { requestStream: false, responseStream: false };
    const send = (path: string, bytes: Buffer) => client.send(`/selat.v1.${path}`, [bytes], unary);
    expect(await send('FederationService/Nonsense', Buffer.alloc(0))).toMatchObject({ code: 'UNIMPLEMENTED' });
    expect(await send('ParticipantService/Search', Buffer.alloc(0))).toMatchObject({ code: 'UNIMPLEMENTED' });
    expect(await send('ConformanceHarnessService/AdvanceClock', Buffer.alloc(0))).toMatchObject({
      code: 'UNIMPLEMENTED',
    });
    const garbage = await send('FederationService/Submit', Buffer.from('0aff', 'hex'));
    expect(garbage).toEqual(because('INVALID_ARGUMENT', 'REQUEST_INVALID'));
    const streamed = await client.send('/selat.v1.FederationService/SubmitStream', [Buffer.from('0aff', 'hex')], {
      requestStream: true,
      responseStream: true,
    });
    expect(streamed).toEqual(because('INVALID_ARGUMENT', 'REQUEST_INVALID'));
  });
});

/** Methods that gRPC itself defines, with a request that each answers. */
const FOREIGN: readonly (readonly [
  path: string,
  kind: Pick<Method, 'requestStream' | 'responseStream'>,
  request: Buffer,
])[] = Object.keys({ ...HEALTH_METHODS, ...REFLECTION_METHODS }).map((path) => {
  const isReflection = path.endsWith('ServerReflectionInfo');
  const kind = { requestStream: isReflection, responseStream: isReflection || path.endsWith('Watch') };
  return [path, kind, isReflection ? Buffer.from([0x3a, 0x01, 0x2a]) : Buffer.alloc(0)];
});

describe('OPS-13: health and reflection answer pinned peers, and nobody else', () => {
  it('the table names both methods of health and both versions of reflection', () => {
    expect(FOREIGN.map(([path]) => path)).toEqual([
      '/grpc.health.v1.Health/Check',
      '/grpc.health.v1.Health/Watch',
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
      '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
    ]);
  });

  it('strangers and impostors get what they get anywhere else', async () => {
    const impostor = await certify(world.third.made, 'szdex.example');
    for (const [tls, outcome] of [
      [undefined, UNREACHED],
      [stranger, UNREACHED],
      [impostor, UNAUTHENTICATED],
    ] as const) {
      const client = await calling(tls);
      for (const [path, kind, request] of FOREIGN) expect(await client.send(path, [request], kind)).toEqual(outcome);
    }
  });

  it('a pinned peer is answered, with an agreement or without, in any version of Selat or none', async () => {
    for (const { tls } of [world.szdex, world.third]) {
      const client = await calling(tls);
      for (const [path, kind, request] of FOREIGN) {
        if (path.endsWith('Watch')) continue;
        expect(await client.send(path, [request], kind, protocolMetadata('9.9.9'))).toEqual(OK);
      }
    }
  });
});

describe('CFG-5: the harness serves the holder of the own certificate alone', () => {
  it('and its methods are on no other port', async () => {
    const { harnessAddress } = world.my.gateway;
    const tls = await tlsOf(world.my.made);
    expect(await callAll(await calling(tls, harnessAddress), HARNESS)).toEqual(admitted(HARNESS, false));
    for (const other of [undefined, world.szdex.tls, stranger]) {
      expect(await callAll(await calling(other, harnessAddress), HARNESS)).toEqual(all(HARNESS, UNREACHED));
    }
    const federation = await callAll(await calling(world.szdex.tls), HARNESS);
    expect(federation).toEqual(all(HARNESS, { code: 'UNIMPLEMENTED' }));
  });
});

describe('AGR-2: a certificate whose pin went away reaches no method any more', () => {
  it('from the next descriptor on, which the old certificate may still bring', async () => {
    const { third } = world;
    const own = parseJwsJson(third.descriptor);
    const { head: _head, ...message } = messageOf<ExchangeDescriptor>(own);
    const renewed = await certify(third.made, 'third.example');
    const pins = [Buffer.from(certificatePin(renewed.certPem).slice('sha256:'.length), 'hex')];
    const tls = { caCertificatePem: third.made.caPem, pins };
    const next = ExchangeDescriptor.fromPartial({ ...message, tls, sequence: 2n, previousDigest: digestOf(own) });
    const open = await connect(world.my, third.tls);
    const stream = open.client.submitStream();
    const ended = new Promise<string>((resolve) => stream.on('error', ({ message: text }) => resolve(text)));
    const old = await calling(third.tls);
    const descriptor = await third.sign('selat.v1.ExchangeDescriptor', next, { to: 'everyone' });
    // The descriptor counts at once, also for the call that brought it; the answer waits under the new certificate.
    await expect(open.submit(descriptor)).rejects.toMatchObject({ reason: 'PEER_UNAUTHENTICATED' });
    expect(await ended).toContain('cannot admit the caller');
    expect(await callAll(old, FEDERATION)).toEqual(all(FEDERATION, UNAUTHENTICATED));
    expect(await callAll(await calling(renewed), FEDERATION)).toEqual(admitted(FEDERATION, false));
    expect(await callAll(await calling(world.szdex.tls), FEDERATION)).toEqual(admitted(FEDERATION, true));
    open.close();
    const again = await connect(world.my, renewed);
    await expect(again.submit(descriptor)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    again.close();
  });
});
