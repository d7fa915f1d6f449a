/** The suite's own exchanges on disk: keys, certificates and descriptors, so that a subject pins them once for many runs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import {
  describePeer,
  keysBy,
  OWN_PEERS,
  type OwnPeerName,
  type PeerOnDisk,
  parseDescriptorJws,
  type SuitePeer,
  toJwsJson,
  type World,
} from '../run/index.js';
import { importKey, isAlgorithm, pinOf, type SuiteKey, toLetter } from '../wire/index.js';

/** A folder of the suite that is not what `init` writes. */
export class BadSuiteDir extends Error {
  override readonly name = 'BadSuiteDir';
}

const SECRET = 0o600;
const DESCRIPTOR_FILE = 'descriptor.jws.json';

/** Where a peer's descriptor lies. */
export function descriptorFile(dir: string, name: OwnPeerName): string {
  return join(dir, 'peers', name, DESCRIPTOR_FILE);
}

/** Writes one peer. @param address `host:port` at which it will listen */
export function writePeer(dir: string, peer: SuitePeer, address: string, protocol: string, world: World): PeerOnDisk {
  const { name, keys, tls } = peer;
  const descriptor = describePeer(peer, address, protocol, world);
  const folder = join(dir, 'peers', name);
  mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string, mode = 0o644) => writeFileSync(join(folder, file), text, { mode });
  const stored = Object.entries(keys).map(([role, list]: [string, readonly SuiteKey[]]) => [
    role,
    list.map(({ alg, kid, pkcs8 }) => ({ alg, kid, pkcs8: pkcs8.toString('base64') })),
  ]);
  write(DESCRIPTOR_FILE, `${toJwsJson(descriptor)}\n`);
  write('keys.json', `${JSON.stringify(Object.fromEntries(stored), null, 2)}\n`, SECRET);
  write('ca.pem', tls.caPem);
  write('certificate.pem', tls.certPem);
  write('certificate.key.pem', tls.keyPem, SECRET);
  write('unpinned.pem', tls.unpinned.certPem);
  write('unpinned.key.pem', tls.unpinned.keyPem, SECRET);
  return { ...peer, descriptor, address };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readKeys(text: string, role: string): Promise<readonly SuiteKey[]> {
  const parsed: unknown = JSON.parse(text);
  const list: unknown = isRecord(parsed) ? parsed[role] : undefined;
  if (!Array.isArray(list)) throw new Error(`keys.json has no list ${role}`);
  return Promise.all(
    list.map((one: unknown) => {
      const alg = isRecord(one) ? String(one['alg']) : '';
      if (!isRecord(one) || !isAlgorithm(alg)) throw new Error(`keys.json has a key of algorithm ${alg} in ${role}`);
      return importKey(alg, Buffer.from(String(one['pkcs8']), 'base64'));
    }),
  );
}

/** Reads one peer. @throws BadSuiteDir */
export async function readPeer(dir: string, name: OwnPeerName): Promise<PeerOnDisk> {
  const folder = join(dir, 'peers', name);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  try {
    const text = read('keys.json');
    const keys = await keysBy((role) => readKeys(text, role));
    const [caPem, certPem, keyPem] = [read('ca.pem'), read('certificate.pem'), read('certificate.key.pem')];
    const unpinned = { certPem: read('unpinned.pem'), keyPem: read('unpinned.key.pem') };
    const document = parseDescriptorJws(read(DESCRIPTOR_FILE));
    const { id: exchange, endpoints } = ExchangeDescriptor.decode(document.payload);
    const tls = { caPem, certPem, keyPem, pin: pinOf(certPem), unpinned };
    return { name, exchange, keys, tls, descriptor: toLetter(document), address: endpoints?.federation ?? '' };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadSuiteDir(`${folder} holds no peer of the suite: ${why}; run selat-conformance init --dir DIR`, {
      cause,
    });
  }
}

/** Reads every peer. @throws BadSuiteDir */
export async function readPeers(dir: string): Promise<Readonly<Record<OwnPeerName, PeerOnDisk>>> {
  const [good, rogue, newcomer, unknown] = await Promise.all([
    readPeer(dir, 'good'),
    readPeer(dir, 'rogue'),
    readPeer(dir, 'newcomer'),
    readPeer(dir, 'unknown'),
  ]);
  return { good, rogue, newcomer, unknown };
}

/** How many ports the peers listen on. */
export const PORT_COUNT = OWN_PEERS.length;
