/** Opens what stands between all peers and the committer: their limits and their turns. */
import { limitsOf } from '../config/index.js';
import { FairGate, PeerLimiter } from '../federation/limits/index.js';
import { Health } from '../federation/standard/index.js';
import { SubmissionDoor } from '../federation/submission-door.js';
import type { Parts } from './parts.js';

/** The way in, with its parts as metrics read them. */
export interface FrontDoor {
  readonly door: SubmissionDoor;
  readonly limiter: PeerLimiter;
  readonly gate: FairGate;
  /** Whether it is open, as peers and supervisors are told. */
  readonly health: Health;
}

/** The one service of the protocol that peers call. */
export const FEDERATION_SERVICE = 'selat.v1.FederationService';

export function openDoor({ input, opened, time, telemetry }: Parts): FrontDoor {
  const { metrics, tracing } = telemetry;
  const limiter = new PeerLimiter((peer) => limitsOf(input.config.limits.peer, peer), time.clock);
  const gate = new FairGate();
  const { deps } = opened;
  const onFailed = metrics.submissionFailed.bind(metrics);
  return {
    door: new SubmissionDoor({ deps, limiter, gate, tracing, onFailed }),
    limiter,
    gate,
    health: new Health([FEDERATION_SERVICE]),
  };
}
