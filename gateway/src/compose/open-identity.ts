/** Opens the own identity over the store: newest descriptor, keys that sign, certificates. */
import type { Config, NodeFiles } from '../config/index.js';
import { nodePaths } from '../config/node-paths.js';
import { OwnIdentity } from '../custody/own-identity.js';
import { TlsFiles } from '../custody/tls-files.js';
import type { Clock, Random, Reader } from '../domain/ports.js';

export interface IdentityInput {
  readonly config: Config;
  readonly node: NodeFiles;
  readonly reader: Reader;
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** @throws SelatError KEY_ABSENT, CERTIFICATE_INVALID */
export async function openIdentity(input: IdentityInput): Promise<OwnIdentity> {
  const { config, node, reader, origin, clock, random } = input;
  const { certificate, ca } = config.tls;
  const custody = node.keystore;
  const tls = new TlsFiles({ certificate, ca, custody, clock, random });
  await tls.reload();
  const { descriptor, descriptorDocument: document, descriptorDigest: digest } = node;
  const first = { document, descriptor, digest };
  const file = nodePaths(config.dir).descriptor;
  return OwnIdentity.open({ custody, reader, tls, first, file, origin, clock, random });
}
