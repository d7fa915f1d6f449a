/** A process that answers each message of a stream with one byte; ends when its standard input does. */
import { createInterface } from 'node:readline';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { RAW_SERVICE, type RawServerInput } from './raw-stream.js';

const ANSWER = Buffer.of(1);

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  const { caPem, certPem, keyPem } = JSON.parse(line) as RawServerInput;
  const server = new Server();
  server.addService(RAW_SERVICE, {
    stream: (call: ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', () => call.write(ANSWER));
      call.on('end', () => call.end());
    },
  });
  const pair = { cert_chain: Buffer.from(certPem), private_key: Buffer.from(keyPem) };
  const credentials = ServerCredentials.createSsl(Buffer.from(caPem), [pair], true);
  server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
  lines.once('close', () => server.forceShutdown());
});
