/**
 * Makes a LIVE node after the likeness of a SANDBOX node: new keys, new folder, new log, new fingerprint. Nothing that was
 * signed goes over; registrations and drafts do, as what they were before anybody signed them. [OPS-41]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentDigest, parseJwsText, toDigestText } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Algorithm, parseAlgorithm } from '@selat/sdk/keys';
import { type Config, initNode, type NewNode, type NodePlan, nodePaths } from '../config/index.js';
import { type ExaminedInput, ExaminedNode } from '../doctor/examined-node.js';
import { writePrivateFile } from '../signing/index.js';
import { CARRIED_FILE, type Carried, readCarried, toCarriedText } from './carried.js';
import { opensWith, PROMOTION_FILE, type PromotionNote } from './promotion-note.js';

/** What is promoted, and what the new node shall be. */
export interface PromoteInput extends ExaminedInput {
  /** Folder of the LIVE node, absolute path. */
  readonly dir: string;
  /** Of the LIVE node; not that of the sandbox. */
  readonly passphrase: string;
  /** DNS name of the LIVE exchange; absent = that of the sandbox. */
  readonly exchange?: string;
  readonly ports?: NodePlan['ports'];
  readonly advertise?: string;
}

/** What was made. */
export interface Promoted extends NewNode {
  /** File with registrations and drafts for `selat go-live --carry`. */
  readonly carried: { readonly file: string; readonly participants: number; readonly drafts: number };
}

/** @throws SelatError CONFIG_INVALID where the node is no sandbox or the passphrase is its own; NODE_EXISTS */
export async function promoteNode(input: PromoteInput): Promise<Promoted> {
  const node = new ExaminedNode(input);
  try {
    const config = await node.config();
    requireSandbox(config);
    if (await opensWith(config.keys.dir, input.passphrase, input.random)) throw samePassphrase(config);
    const carried = await readCarried(node, input.exchange ?? config.exchange.id);
    const { descriptor } = nodePaths(config.dir);
    const signed = parseJwsText(await readFile(descriptor, 'utf8'));
    const note: PromotionNote = {
      sandboxKeys: config.keys.dir,
      sandboxFingerprint: toDigestText(documentDigest(signed.type, signed.payload)),
      promotedAtMs: input.clock(),
    };
    const made = await initNode(await planOf(node, input), input.clock(), input.random);
    return { ...made, carried: await leave(input, note, carried) };
  } finally {
    await node.close();
  }
}

async function leave(
  { dir, random }: PromoteInput,
  note: PromotionNote,
  carried: Carried,
): Promise<Promoted['carried']> {
  const file = join(dir, CARRIED_FILE);
  await writePrivateFile(join(dir, PROMOTION_FILE), `${JSON.stringify(note, null, 2)}\n`, random);
  await writePrivateFile(file, toCarriedText(carried), random);
  return { file, participants: carried.participants.length, drafts: carried.drafts.length };
}

async function planOf(node: ExaminedNode, input: PromoteInput): Promise<NodePlan> {
  const { exchange, federation, api, metrics, reviews } = await node.config();
  const own = { federation: federation.listen.port, api: api.listen.port, metrics: metrics.listen.port };
  const ports = input.ports ?? own;
  return {
    exchange: { ...exchange, id: input.exchange ?? exchange.id, environment: 'LIVE' },
    algorithms: await algorithmsOf(node),
    reviews: reviews.required,
    dir: input.dir,
    passphrase: input.passphrase,
    ports,
    advertise: input.advertise ?? federation.advertise,
  };
}

/** Those with which the sandbox signs its documents, in their order. */
async function algorithmsOf(node: ExaminedNode): Promise<readonly Algorithm[]> {
  const { keys } = await node.descriptor();
  const algorithms = keys.filter(({ purpose }) => purpose === 'document').map(({ alg }) => parseAlgorithm(alg));
  return [...new Set(algorithms)];
}

function requireSandbox({ file, exchange }: Config): void {
  if (exchange.environment === 'SANDBOX') return;
  const message = `cannot promote ${file}: its environment is ${exchange.environment}, and only a SANDBOX node is promoted`;
  throw new SelatError('CONFIG_INVALID', message, { file, environment: exchange.environment });
}

function samePassphrase({ file }: Config): SelatError {
  const message = `cannot promote ${file}: the passphrase given opens the keys of the sandbox; choose one that no other node has`;
  return new SelatError('CONFIG_INVALID', message, { file });
}
