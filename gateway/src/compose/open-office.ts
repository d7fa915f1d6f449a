/** Joins what the back office needs. */
import { createHash } from 'node:crypto';
import { type Config, newApiToken, PROTOCOL_VERSION, PROTOCOL_VERSIONS } from '../config/index.js';
import type { Office } from '../domain/back-office/office.js';
import type { OfficePolicy } from '../domain/office/policy.js';
import type { SearchIndex } from '../domain/search/ports.js';
import type { FederationHub } from '../federation/federation-hub.js';
import { takeBackupsOf } from './open-backups.js';
import type { Parts } from './parts.js';

export function officeOf(parts: Parts, hub: FederationHub, search: SearchIndex): Office {
  const { input, opened, tlsSwitch } = parts;
  const { deps, signals, store, origin, identity } = opened;
  return {
    deps,
    waiter: signals,
    peering: hub,
    search,
    keys: {
      keys: identity,
      warnDays: input.config.keys.warnDays,
      considerSwitch: () => tlsSwitch.consider(),
      lagging: () => tlsSwitch.lagging,
    },
    protocolVersion: PROTOCOL_VERSION,
    protocolVersions: PROTOCOL_VERSIONS,
    policy: policyOf(input.config),
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

const HOUR_MS = 3_600_000;

function policyOf({ officers, reviews }: Config): OfficePolicy {
  const { required, fourEyes } = reviews;
  return { twoFor: new Set(officers.twoFor), waitMs: officers.waitHours * HOUR_MS, reviews: required, fourEyes };
}
