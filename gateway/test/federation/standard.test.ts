import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import {
  type ClientDuplexStream,
  type ClientReadableStream,
  loadPackageDefinition,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoPath as healthProto } from 'grpc-health-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PeerChannel } from '../../src/federation/transport/index.js';
import { record } from '../support/hand-documents.js';
import { openChannel } from '../support/hand-link.js';
import { type HandWorld, openHandWorld } from '../support/hand-world.js';

const require = createRequire(import.meta.url);
const REFLECTION = join(dirname(require.resolve('@grpc/reflection/package.json')), 'build/proto/grpc/reflection');
const OPTIONS = { keepCase: true, longs: String, enums: String, oneofs: true, defaults: false };

/** A client that others made from the published .proto files: what tools of operators are made of. */
function clientOf(proto: string, name: string): ServiceClientConstructor {
  const found = name
    .split('.')
    .reduce<unknown>((at, part) => Reflect.get(at as object, part), loadPackageDefinition(loadSync(proto, OPTIONS)));
  return found as ServiceClientConstructor;
}

let world: HandWorld;
let channel: PeerChannel;
beforeAll(async () => {
  world = await openHandWorld();
  channel = await openChannel(world.my, world.szdex.tls);
});
afterAll(async () => {
  channel?.close();
  await world?.close();
});

type Calls = Record<string, (...args: unknown[]) => unknown>;
const open = (proto: string, name: string) => channel.client(clientOf(proto, name)) as unknown as Calls;

interface Reflected {
  readonly list_services_response?: { service: { name: string }[] };
  readonly file_descriptor_response?: { file_descriptor_proto: Buffer[] };
  readonly all_extension_numbers_response?: { base_type_name: string; extension_number: number[] };
  readonly error_response?: { error_code: number; error_message: string };
  readonly original_request: object;
}

describe.each(['v1', 'v1alpha'])('OPS-13: reflection %s shows what the services look like', (version) => {
  const proto = join(REFLECTION, version, `${version}.proto`.replace(/.*/, 'reflection.proto'));

  async function ask(...requests: object[]): Promise<Reflected[]> {
    const client = open(proto, `grpc.reflection.${version}.ServerReflection`);
    const call = client['ServerReflectionInfo']?.() as ClientDuplexStream<object, Reflected>;
    for (const request of requests) call.write(request);
    call.end();
    const answers: Reflected[] = [];
    for await (const answer of call as AsyncIterable<Reflected>) answers.push(answer);
    return answers;
  }
  const filesOf = (
    { file_descriptor_response: found }: Reflected | undefined = { original_request: {} },
  ): FileDescriptorProto[] =>
    (found?.file_descriptor_proto ?? []).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));

  it('names every service, and gives files byte for byte with all that they import', async () => {
    const [list, symbol, method, nested] = await ask(
      { list_services: '*' },
      { file_containing_symbol: 'selat.v1.FederationService' },
      { file_containing_symbol: 'selat.v1.FederationService.SubmitStream' },
      { file_containing_symbol: 'selat.v1.PeerAgreement.profiles' },
    );
    expect(list?.list_services_response?.service.map(({ name }) => name)).toEqual([
      'selat.v1.FederationService',
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
    ]);
    expect(symbol?.original_request).toMatchObject({ file_containing_symbol: 'selat.v1.FederationService' });
    expect(filesOf(symbol)[0]?.name).toBe('selat/v1/federation_service.proto');
    expect(filesOf(method).map(({ name }) => name)).toEqual(filesOf(symbol).map(({ name }) => name));
    expect(filesOf(nested)[0]?.name).toBe('selat/v1/agreement.proto');
    const set = fromBinary(FileDescriptorSetSchema, readFileSync(require.resolve('@selat/proto/selat.binpb')));
    for (const file of filesOf(symbol)) expect(file).toEqual(set.file.find(({ name }) => name === file.name));
    const names = new Set(filesOf(symbol).map(({ name }) => name));
    expect(filesOf(symbol).flatMap(({ dependency }) => dependency.filter((name) => !names.has(name)))).toEqual([]);
  });

  it('finds files and extensions by name and number, and says what it does not know', async () => {
    const [file, extension, numbers, missing, nothing] = await ask(
      { file_by_filename: 'selat/v1/receipt.proto' },
      { file_containing_extension: { containing_type: 'google.protobuf.MessageOptions', extension_number: 50000 } },
      { all_extension_numbers_of_type: 'google.protobuf.MessageOptions' },
      { file_containing_symbol: 'selat.v1.Nonsense' },
      {},
    );
    expect(filesOf(file)[0]?.name).toBe('selat/v1/receipt.proto');
    const known = numbers?.all_extension_numbers_response?.extension_number ?? [];
    expect(known.length).toBeGreaterThan(0);
    const [found] = await ask({
      file_containing_extension: { containing_type: 'google.protobuf.MessageOptions', extension_number: known[0] },
    });
    expect(filesOf(found)[0]?.name).toContain('options');
    expect([extension, missing].map((answer) => answer?.error_response?.error_code)).toEqual([
      known.includes(50_000) ? undefined : 5,
      5,
    ]);
    expect(nothing?.error_response?.error_code).toBe(3);
  });
});

describe('OPS-14: health says what holds, service by service', () => {
  const health = () => open(healthProto, 'grpc.health.v1.Health');
  const check = (service: string) =>
    new Promise<unknown>((resolve) => {
      health()['check']?.({ service }, (error: { code: number } | null, answer: { status: string }) =>
        resolve(error?.code ?? answer.status),
      );
    });

  it('SERVING while it serves; NOT_FOUND for a service that is not here', async () => {
    expect(await check('')).toBe('SERVING');
    expect(await check('selat.v1.FederationService')).toBe('SERVING');
    expect(await check('selat.v1.Nonsense')).toBe(5);
  });

  it('readiness says over HTTP what holds', async () => {
    const ready = await fetch(`http://${world.my.gateway.metricsAddress}/readyz`);
    const checks = ['store', 'keys'].map((name) => ({ name, ok: true }));
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, checks }]);
  });

  it('those who watch are told when it stops, and the stop does not wait for them', async () => {
    const seen: string[] = [];
    const watch = (service: string) => {
      const call = health()['watch']?.({ service }) as ClientReadableStream<{ status: string }>;
      const first = new Promise((resolve) => call.once('data', resolve));
      const ended = new Promise((resolve) => call.once('end', resolve));
      call.on('data', ({ status }: { status: string }) => seen.push(`${service} ${status}`));
      return { first, ended };
    };
    const [all, unknown] = [watch(''), watch('selat.v1.Nonsense')];
    await Promise.all([all.first, unknown.first]);
    // A stream that is open keeps the stopping gateway waiting: meanwhile it says so.
    const open = world.toMy.client.submitStream();
    const answered = new Promise((resolve) => open.once('data', resolve));
    open.write({ ordinal: 1n, document: await record(world.szdex, 'last') });
    await answered;
    const stopped = world.my.gateway.stop();
    const stopping = await fetch(`http://${world.my.gateway.metricsAddress}/readyz`);
    expect([stopping.status, await stopping.json()]).toMatchObject([
      503,
      { checks: [{ name: 'serving', ok: false }, {}, {}] },
    ]);
    open.end();
    await Promise.all([stopped, all.ended, unknown.ended]);
    expect(seen.sort()).toEqual([
      ...[' NOT_SERVING', ' SERVING'],
      ...['selat.v1.Nonsense SERVICE_UNKNOWN', 'selat.v1.Nonsense SERVICE_UNKNOWN'],
    ]);
  });
});
