/** Writes a node: keys, certificates, descriptor, configuration, first officer. All of it, or nothing. [CFG-2] */
import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { documentDigest, toDigestText, toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { Instant, Random } from '@selat/sdk/keys';
import { writePrivateFile } from '../../signing/index.js';
import { hashApiToken, newApiToken, nodePaths, type OfficerSeed } from '../node-paths.js';
import { configText } from './config-text.js';
import { signFirstDescriptor } from './new-descriptor.js';
import type { NewKeys } from './new-keys.js';
import type { NodePlan } from './plan.js';

/** What `selat init` tells the operator. */
export interface NewNode {
  readonly exchange: string;
  readonly dir: string;
  readonly config: string;
  /** Document digest of the first descriptor, `sha256:<hex>`; read aloud to the other operator. [IDN-3] */
  readonly fingerprint: string;
  readonly officer: { readonly id: string; readonly role: 'operator'; readonly tokenFile: string };
  /** Folder to move to an offline medium. */
  readonly offline: string;
}

const OFFLINE_NOTE = `This folder holds the identity keys of the exchange and the key of its certificate authority, encrypted.
The gateway does not need it to serve. Move it to an offline medium: whoever has it and the passphrase can speak as the exchange.
`;

/**
 * Makes the node in a folder beside its place and renames it there at the end.
 *
 * @throws SelatError NODE_EXISTS when the folder exists and is not empty, CONFIG_INVALID for a short passphrase or a place
 * that cannot be written
 */
export async function initNode(plan: NodePlan, now: Instant, random: Random): Promise<NewNode> {
  const { dir } = plan;
  await requireFree(dir);
  const draft = join(dirname(dir), `.${basename(dir)}.${random(6).toString('hex')}.tmp`);
  try {
    await mkdir(dirname(dir), { recursive: true });
    await mkdir(draft, { mode: 0o700 });
    const fingerprint = await writeNode(plan, draft, now, random);
    await rename(draft, dir);
    const { config, operatorToken, offline } = nodePaths(dir);
    const officer = { id: firstOfficer(plan), role: 'operator', tokenFile: operatorToken } as const;
    return { exchange: plan.exchange.id, dir, config, fingerprint, officer, offline };
  } catch (error) {
    // A draft that cannot be removed must not hide why it could not be made.
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw unwritable(dir, error) ?? error;
  }
}

/** What the system says of the place; undefined for any other failure. */
function unwritable(dir: string, error: unknown): SelatError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const facts = { dir, code: String(error.code) };
  const message = `cannot write a node to ${dir}: the system says ${facts.code}; name a folder that this user may write`;
  return new SelatError('CONFIG_INVALID', message, facts, { cause: error });
}

function firstOfficer(plan: NodePlan): string {
  return `${plan.exchange.id}/o/operator`;
}

/** Refuses a place where something lies. @throws SelatError NODE_EXISTS */
export async function requireFree(dir: string): Promise<void> {
  const found = await lstat(dir).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory() && (await readdir(dir)).length === 0) return;
  const why = found.isDirectory() ? 'the folder is not empty' : 'it is no folder';
  throw new SelatError('NODE_EXISTS', `cannot write a node to ${dir}: ${why}`, { dir, why });
}

async function writeNode(plan: NodePlan, draft: string, now: Instant, random: Random): Promise<string> {
  const { id: exchangeId, environment: env } = plan.exchange;
  // Loaded here: a gateway that serves makes no certificates, and their library takes 12 MB and 40 ms.
  const { makeKeys } = await import('./new-keys.js');
  const keys = await makeKeys({ ...plan, dir: draft, env, exchangeId }, now, random);
  const descriptor = await signFirstDescriptor(plan, keys, now, random);
  const paths = nodePaths(draft);
  await writeOpenFiles(plan, draft, keys);
  await writeFile(paths.descriptor, `${JSON.stringify(toJwsJson(descriptor))}\n`);
  await writeFile(join(paths.offline, 'README.txt'), OFFLINE_NOTE);
  await writeFirstOfficer(plan, draft, now, random);
  return toDigestText(documentDigest(descriptor.type, descriptor.payload));
}

async function writeOpenFiles(plan: NodePlan, draft: string, keys: NewKeys): Promise<void> {
  await Promise.all(['tls', 'head'].map((name) => mkdir(join(draft, name), { mode: 0o700 })));
  await writeFile(join(draft, 'tls', 'ca.pem'), keys.tls.caPem);
  await writeFile(join(draft, 'tls', 'gateway.pem'), keys.tls.certificatePem);
  await writeFile(nodePaths(draft).config, configText(plan));
}

async function writeFirstOfficer(plan: NodePlan, draft: string, now: Instant, random: Random): Promise<void> {
  const token = newApiToken(random);
  const paths = nodePaths(draft);
  const officer: OfficerSeed = {
    id: firstOfficer(plan),
    role: 'operator',
    tokenHash: hashApiToken(token),
    createdAt: now,
  };
  await writePrivateFile(paths.operatorToken, `${token}\n`, random);
  await writePrivateFile(paths.officers, `${JSON.stringify([officer], null, 2)}\n`, random);
}
