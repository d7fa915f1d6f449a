/** What grpc-js itself can do: messages of one size over a bidirectional stream with mutual TLS, between two processes. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client, credentials, type ServiceDefinition } from '@grpc/grpc-js';
import {
  createCertificateRequest,
  createOperatorCa,
  generateTlsKey,
  issueCertificate,
} from '@selat/sdk/keys/certificates';
import type { BenchContext } from './context.js';

const PATH = '/raw.Raw/Stream';
const asIs = (bytes: Buffer): Buffer => bytes;
const NAME = 'raw.example';
const DAY_MS = 86_400_000;

/** One method that carries bytes both ways, without any message of its own. */
export const RAW_SERVICE: ServiceDefinition = {
  stream: {
    path: PATH,
    requestStream: true,
    responseStream: true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

/** What the server process reads from its standard input, as one JSON line. */
export interface RawServerInput {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

async function makeTls({ clock, random }: BenchContext): Promise<RawServerInput> {
  const keyPem = await generateTlsKey();
  const validity = { notBefore: clock() - DAY_MS, notAfter: clock() + DAY_MS };
  const caPem = createOperatorCa({ keyPem, exchangeId: NAME, ...validity }, random);
  const requestPem = createCertificateRequest({ keyPem, exchangeId: NAME, loopback: true });
  const issue = { requestPem, caCertificatePem: caPem, caKeyPem: keyPem, exchangeId: NAME, loopback: true };
  return { caPem, keyPem, certPem: issueCertificate({ ...issue, ...validity }, random) };
}

async function openServer({ root }: BenchContext, tls: RawServerInput) {
  const child = spawn(process.execPath, [join(root, 'dist', 'bench', 'raw-server.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(`${JSON.stringify(tls)}\n`);
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString('utf8'))));
    child.once('exit', (code) => reject(new Error(`the raw server ended with ${code}`)));
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    await ended;
  };
  return { port, stop };
}

/** Sends `count` messages and waits for an answer of a few bytes to each. @returns messages per second */
export async function rawStreamRate(context: BenchContext, bytes: number, count: number): Promise<number> {
  const tls = await makeTls(context);
  const server = await openServer(context, tls);
  const pem = (text: string) => Buffer.from(text);
  const channel = credentials.createSsl(pem(tls.caPem), pem(tls.keyPem), pem(tls.certPem));
  const client = new Client(`127.0.0.1:${server.port}`, channel, { 'grpc.ssl_target_name_override': NAME });
  try {
    await exchange(context, client, bytes, Math.ceil(count / 10));
    return await exchange(context, client, bytes, count);
  } finally {
    client.close();
    await server.stop();
  }
}

async function exchange({ now }: BenchContext, client: Client, bytes: number, count: number): Promise<number> {
  const call = client.makeBidiStreamRequest(PATH, asIs, asIs);
  const message = Buffer.alloc(bytes, 7);
  const startedAt = now();
  let answered = 0;
  const done = new Promise<void>((resolve, reject) => {
    call.on('data', () => {
      answered += 1;
      if (answered === count) resolve();
    });
    call.on('error', reject);
  });
  for (let sent = 0; sent < count; sent += 1) {
    if (!call.write(message)) await new Promise((resolve) => call.once('drain', resolve));
  }
  await done;
  call.end();
  return count / ((now() - startedAt) / 1000);
}
