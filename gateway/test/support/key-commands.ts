/** Runs `selat key` commands against a gateway of this process, as an operator does. */
import { readFile } from 'node:fs/promises';
import { runCli } from '../../src/cli/run-cli.js';
import type { KeyView } from '../../src/domain/keys/key-views.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import { PASSPHRASE, type TestNode } from './running-node.js';

export interface Ran {
  readonly code: number;
  readonly json: Record<string, unknown>;
  readonly err: string;
}

/** @param words after `selat`; `--json` is added */
export async function selat(node: TestNode, ...words: readonly string[]): Promise<Ran> {
  const token = (await readFile(node.made.officer.tokenFile, 'utf8')).trim();
  const env = {
    SELAT_API_URL: `http://${node.gateway.apiAddress}`,
    SELAT_API_TOKEN: token,
    SELAT_KEY_PASSPHRASE: PASSPHRASE,
  };
  const io = recordedIo(node.made.dir, env, Date.now());
  const code = await runCli([...words, '--json'], io);
  const err = io.stderr.join('');
  if (code !== 0 && io.stdout.length === 0) return { code, json: {}, err };
  return { code, json: lastJson(io), err };
}

/** Rotates a purpose in one step. @throws Error where the command fails */
export async function rotate(node: TestNode, purpose: string, ...more: readonly string[]): Promise<Ran> {
  const ran = await selat(node, 'key', 'rotate', '--purpose', purpose, '--identity', 'offline', ...more);
  if (ran.code !== 0) throw new Error(ran.err);
  return ran;
}

/** Own keys as `key list` shows them. */
export async function keysOf(node: TestNode): Promise<readonly KeyView[]> {
  const { json } = await selat(node, 'key', 'list');
  return json['items'] as KeyView[];
}

/** The one key of a purpose in a state. */
export async function keyOf(node: TestNode, purpose: string, state: string, algorithm?: string): Promise<KeyView> {
  const found = (await keysOf(node)).find(
    (key) => key.purpose === purpose && key.state === state && (algorithm ?? key.algorithm) === key.algorithm,
  );
  if (found === undefined) throw new Error(`no ${purpose} key is ${state}`);
  return found;
}
