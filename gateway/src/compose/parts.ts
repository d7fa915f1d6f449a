import type { Config, NodeFiles, OpenKeys, Secrets } from '../config/index.js';
import type { TlsSwitch } from '../custody/tls-switch.js';
import type { Incidents } from '../federation/transport/index.js';
import type { CrashProbe } from '../log/index.js';
import type { Logger } from '../logging/index.js';
import type { Closers } from './closers.js';
import type { OpenedDeps } from './open-deps.js';
import type { Telemetry } from './open-telemetry.js';

/** Who may steer a node beside the holder of its own certificate. */
export interface Steerer {
  readonly exchangeId: string;
  readonly caPem: string;
  /** `sha256:<hex>` of the SubjectPublicKeyInfo of each certificate. */
  readonly pins: readonly string[];
}

/** What `selat serve` hands over. */
export interface GatewayInput {
  readonly config: Config;
  readonly secrets: Secrets;
  /** Serves ConformanceHarnessService to holders of the node's own certificate; refused in LIVE. [CFG-5] */
  readonly harness: boolean;
  /** Whom the harness serves too; only with `harness`. */
  readonly steeredBy?: Steerer;
  /** Point at which the process shall end itself; only with `harness`. */
  readonly crashAfter?: { readonly point: string; readonly occurrence: number };
  readonly logger: Logger;
  /**
   * Called, once it is logged, with a fault after which the gateway cannot go on. Whoever started it stops it, and starts it
   * again: what is left to do stands in the store.
   */
  readonly onFatal: (fault: unknown) => void;
  /** Where the keys live; absent = the keystore in the folder of the node. */
  readonly openKeys?: OpenKeys;
}

/** Clock that a harness can move forward. */
export interface GatewayTime {
  readonly clock: () => number;
  /** Moves the clock forward and returns the new time. */
  readonly advance: (ms: number) => number;
  /** Milliseconds that only go forward, for durations. */
  readonly ticks: () => number;
}

/** What a gateway that starts has so far: each edge opens over these. */
export interface Parts {
  readonly input: GatewayInput;
  readonly node: NodeFiles;
  readonly opened: OpenedDeps;
  readonly probe: CrashProbe | undefined;
  readonly time: GatewayTime;
  readonly closers: Closers;
  readonly incidents: Incidents;
  readonly tlsSwitch: TlsSwitch;
  readonly telemetry: Telemetry;
}
