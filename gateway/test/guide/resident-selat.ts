/** The `selat` command for guides that run many of it: the same code in the process of the test, so that none waits for a start. */
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { runCli } from '../../src/cli/run-cli.js';
import { recordedIo } from '../cli/fake-io.js';

/** What the launcher of one command says. */
interface Called {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** Sends its words, its folder and its environment, and prints and ends as it is told. */
const launcher = (socket: string): string => `#!/usr/bin/env node
const socket = require('node:net').connect({ path: ${JSON.stringify(socket)} });
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('SELAT_')));
socket.end(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), env }));
let answer = '';
socket.setEncoding('utf8').on('data', (text) => { answer += text; }).on('end', () => {
  const { out, err, code } = JSON.parse(answer);
  process.stderr.write(err);
  process.stdout.write(out);
  process.exitCode = code;
});
`;

/** Everything that is sent; reading a socket to its end in another way would close it for the answer too. */
function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (more) => {
    text += more;
  });
  return new Promise((resolve) => socket.on('end', () => resolve(text)));
}

async function answer(socket: Socket): Promise<void> {
  const { argv, cwd, env } = JSON.parse(await readAll(socket)) as Called;
  const io = recordedIo(cwd, env, Date.now());
  const code = await runCli(argv, io);
  socket.end(JSON.stringify({ out: io.stdout.join(''), err: io.stderr.join(''), code }));
}

/**
 * Writes the launcher `selat` into a folder.
 * @returns ends it
 */
export async function openResidentSelat(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, 'selat.socket');
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    answer(socket).catch((error: unknown) => socket.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await writeFile(join(dir, 'selat'), launcher(path));
  await chmod(join(dir, 'selat'), 0o755);
  return () => new Promise((resolve) => server.close(() => resolve()));
}
