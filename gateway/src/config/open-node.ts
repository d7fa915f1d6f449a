/** Opens the files of a node for serving, and refuses parts that do not belong together. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type * as wire from '@selat/proto/selat/v1/identity.js';
import { documentDigest, type Gated, gate, parseJwsText, verifyGated } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Instant, keySet, parseKeyPurpose, type Random } from '@selat/sdk/keys';
import { describeCertificate } from '@selat/sdk/keys/certificates/read';
import { type DigestHex, type ExchangeDescriptor, parseExchangeDescriptor } from '@selat/sdk/model';
import { type KeyCustody, type Keystore, openKeystore } from '../signing/index.js';
import type { Config } from './config.js';
import { type ConfigIssue, configInvalid } from './issues.js';
import { nodePaths, type OfficerSeed, officersSchema } from './node-paths.js';
import type { Secrets } from './secrets.js';

/** The files of a node, opened and checked against each other. */
export interface NodeFiles<K extends KeyCustody = KeyCustody> {
  readonly keystore: K;
  /** Own newest descriptor as signed. */
  readonly descriptorDocument: SignedDocument;
  readonly descriptor: ExchangeDescriptor;
  /** Document digest of the descriptor. */
  readonly descriptorDigest: DigestHex;
  /** PEM of the own TLS certificate, of its key, and of the operator CA. */
  readonly tls: { readonly certificatePem: string; readonly keyPem: string; readonly caPem: string };
  /** Officers to store on the first start. */
  readonly officers: readonly OfficerSeed[];
}

/** Opens the place where the keys of a node live. */
export type OpenKeys = (dir: string, passphrase: string, random: Random) => Promise<KeyCustody>;

/**
 * Opens keys, certificates, descriptor and first officers.
 *
 * @throws SelatError CONFIG_INVALID naming every file that is missing or does not fit; KEYSTORE_LOCKED for another
 *   passphrase; KEYSTORE_CORRUPT, KEYSTORE_EXPOSED, KEY_ABSENT
 */
export async function openNode(
  config: Config,
  secrets: Secrets,
  now: Instant,
  random: Random,
): Promise<NodeFiles<Keystore>>;
export async function openNode(
  config: Config,
  secrets: Secrets,
  now: Instant,
  random: Random,
  openKeys: OpenKeys | undefined,
): Promise<NodeFiles>;
export async function openNode(
  config: Config,
  secrets: Secrets,
  now: Instant,
  random: Random,
  openKeys: OpenKeys = openKeystore,
): Promise<NodeFiles> {
  const texts = await readTexts(config);
  const keystore = await openKeys(config.keys.dir, secrets.keyPassphrase, random);
  const descriptorDocument = parseJwsText(texts.descriptor);
  const gated = gate<wire.ExchangeDescriptor>(descriptorDocument, { env: config.exchange.environment, now });
  const descriptor = parseExchangeDescriptor(gated.message);
  await verifyOwn(gated, descriptor, now);
  const { pin } = describeCertificate(texts.certificate);
  const issues = misfits(config, descriptor, keystore, pin);
  if (issues.length > 0) throw configInvalid(config.file, issues);
  return {
    keystore,
    descriptorDocument,
    descriptor,
    descriptorDigest: documentDigest(descriptorDocument.type, descriptorDocument.payload).toString('hex'),
    tls: { certificatePem: texts.certificate, keyPem: keystore.tlsKeyFor(pin), caPem: texts.ca },
    officers: parseOfficers(texts.officers, nodePaths(config.dir).officers),
  };
}

/** Reads every text file, or names all that cannot be read. */
async function readTexts(config: Config) {
  const { descriptor, officers } = nodePaths(config.dir);
  const issues: ConfigIssue[] = [];
  const read = async (key: string, path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8');
    } catch (cause) {
      const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
      const fix = 'restore the file, or make a node with selat init';
      issues.push({ key, problem: `names ${path}, which cannot be read: ${why}`, fix });
      return '';
    }
  };
  const certificate = await read('tls.certificate', config.tls.certificate);
  const ca = await read('tls.ca', config.tls.ca);
  const descriptorText = await read('descriptor', descriptor);
  const officersText = await read('officers', officers);
  await read('keys.dir', `${config.keys.dir}/keystore.json`);
  if (issues.length > 0) throw configInvalid(config.file, issues);
  return { certificate, ca, descriptor: descriptorText, officers: officersText };
}

/** The signatures of the own descriptor, with the identity keys that it states. */
async function verifyOwn(
  gated: Gated<wire.ExchangeDescriptor>,
  descriptor: ExchangeDescriptor,
  now: Instant,
): Promise<void> {
  const { env } = gated.head;
  const records = descriptor.keys.map((key) => {
    const purpose = parseKeyPurpose(key.purpose);
    return { ...key, purpose, owner: descriptor.id, env, status: 'active' as const };
  });
  await verifyGated(gated, { env, now, keys: keySet(records) });
}

/** Where configuration, descriptor, keystore and certificate contradict each other. */
function misfits(config: Config, descriptor: ExchangeDescriptor, keystore: KeyCustody, pin: string): ConfigIssue[] {
  const { exchange, federation, log } = config;
  const stated = 'make both say the same; the descriptor is signed, so the configuration is easier to change';
  const pairs: readonly [key: string, configured: string, described: string][] = [
    ['exchange.id', exchange.id, descriptor.id],
    ['exchange.jurisdiction', exchange.jurisdiction, descriptor.jurisdiction],
    ['federation.advertise', federation.advertise, descriptor.federation],
    ['exchange.environment', exchange.environment, keystore.env],
  ];
  const issues = pairs
    .filter(([, configured, described]) => configured !== described)
    .map(([key, configured, described]): ConfigIssue => {
      const where = key === 'exchange.environment' ? 'the keystore' : 'the descriptor';
      return { key, problem: `is ${configured}, and ${where} says ${described}`, fix: stated };
    });
  const origin = `${descriptor.id}/log/${exchange.environment.toLowerCase()}-${log.shard}`;
  if (!descriptor.logs.some((each) => each.status === 'OPEN' && each.origin === origin)) {
    issues.push({
      key: 'log.shard',
      problem: `is ${log.shard}, and the descriptor has no open log ${origin}`,
      fix: stated,
    });
  }
  const file = relative(config.dir, config.tls.certificate);
  if (!descriptor.tls.pins.includes(pin.replace(/^sha256:/, ''))) {
    const problem = `is ${file} with pin ${pin}, which the descriptor does not state`;
    issues.push({ key: 'tls.certificate', problem, fix: 'use the certificate that the descriptor pins' });
  }
  return [...issues, ...missingKeys(descriptor, keystore)];
}

/** What is listed for the sake of old documents only need not be here. */
function missingKeys(descriptor: ExchangeDescriptor, keystore: KeyCustody): ConfigIssue[] {
  const held = new Set(keystore.entries().map(({ kid }) => kid));
  return descriptor.keys
    .filter(({ purpose, kid, notAfter }) => purpose !== 'identity' && notAfter === undefined && !held.has(kid))
    .map(({ purpose, kid }) => {
      const problem = `has no ${purpose} key ${kid}, which the descriptor states`;
      return { key: 'keys.dir', problem, fix: 'restore the key file from a backup' };
    });
}

function parseOfficers(text: string, file: string): readonly OfficerSeed[] {
  try {
    return officersSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SelatError('CONFIG_INVALID', `cannot use ${file}: it is no list of officers`, { file }, { cause });
  }
}
