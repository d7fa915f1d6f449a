/** Joins what the back office needs. */
import { createHash } from 'node:crypto';
import { newApiToken, PROTOCOL_VERSION, PROTOCOL_VERSIONS } from '../config/index.js';
import type { Office } from '../domain/back-office/office.js';
import type { SearchIndex } from '../domain/search/ports.js';
import type { FederationHub } from '../federation/federation-hub.js';
import { takeBackupsOf } from './open-backups.js';
import type { Parts } from './parts.js';

export function officeOf(parts: Parts, hub: FederationHub, search: SearchIndex): Office {
  const { node, opened } = parts;
  const { deps, signals, store, origin } = opened;
  return {
    deps,
    waiter: signals,
    peering: hub,
    search,
    descriptor: node.descriptor,
    descriptorDocument: node.descriptorDocument,
    protocolVersion: PROTOCOL_VERSION,
    protocolVersions: PROTOCOL_VERSIONS,
    logStatus: async () => {
      const head = await store.heads.load();
      const { size, root } = head?.checkpoint ?? { size: 0, root: Buffer.alloc(0) };
      return { origin, size, root: root.toString('hex') };
    },
    hashToken: (token) => createHash('sha256').update(token).digest('hex'),
    newToken: () => newApiToken(deps.random),
    takeBackup: takeBackupsOf(parts),
  };
}
