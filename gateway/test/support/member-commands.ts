/** The `selat` command as an officer of a running node, and as a member on a machine of its own. */
import { readFile } from 'node:fs/promises';
import { runCli } from '../../src/cli/run-cli.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import type { TestNode } from './running-node.js';

export interface Ran {
  readonly code: number;
  /** The last line of standard output. */
  readonly json: Record<string, unknown>;
  readonly out: string;
  readonly err: string;
}

/** Runs one command with --json. @param dir folder of relative paths */
export async function selat(dir: string, argv: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const io = recordedIo(dir, { SELAT_KEY_PASSPHRASE: 'a passphrase of the member', ...env }, Date.now());
  const code = await runCli([...argv, '--json'], io);
  const out = io.stdout.join('');
  return { code, json: out === '' ? {} : lastJson(io), out, err: io.stderr.join('') };
}

/** The command as the first officer of a node. */
export async function officer(node: TestNode, dir: string, ...argv: string[]): Promise<Ran> {
  const token = (await readFile(node.made.officer.tokenFile, 'utf8')).trim();
  return selat(dir, argv, { SELAT_API_URL: `http://${node.gateway.apiAddress}`, SELAT_API_TOKEN: token });
}

/** Issues a code for a participant and redeems it into a folder. */
export async function enrolMember(node: TestNode, dir: string, id: string, folder: string): Promise<Ran> {
  const { json } = await officer(node, dir, 'participant', 'enrol', id);
  return redeem(node, dir, folder, String(json['code']));
}

/** Redeems a code into a folder. */
export function redeem(node: TestNode, dir: string, folder: string, code: string, fingerprint?: string): Promise<Ran> {
  const gateway = `http://${node.gateway.apiAddress}`;
  const told = fingerprint ?? node.made.fingerprint;
  const argv = ['participant', 'enrol', '--code', code, '--gateway', gateway, '--fingerprint', told, '--dir', folder];
  return selat(dir, argv);
}
