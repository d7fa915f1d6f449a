import type { ConformanceHarnessServiceServer } from '@selat/proto/selat/v1/harness_service.js';
import type { Instant } from '@selat/sdk/model';
import type { CrashProbe } from '../log/probe.js';
import { type Incidents, type MethodTable, unary } from './transport/index.js';

/** Canonical dump of the durable state. */
export interface StateDump {
  /** SHA-256 of the lines, 32 bytes. */
  readonly digest: Buffer;
  readonly lines: readonly string[];
  /** `<act> <verdict> <submitter>` each, sorted. */
  readonly receipts: readonly string[];
}

/** What a conformance suite may steer. */
export interface HarnessHandlers {
  readonly incidents: Incidents;
  readonly probe: CrashProbe;
  readonly dump: () => Promise<StateDump>;
  /** Moves the clock forward and returns the new time. */
  readonly advance: (ms: number) => Instant;
}

/** Methods of the harness, open to whom its own server admits; the service exists only under `selat serve --harness`. [CFG-5] */
export const HARNESS_METHODS: MethodTable = {
  '/selat.v1.ConformanceHarnessService/CrashAfter': { phase: 'any' },
  '/selat.v1.ConformanceHarnessService/ListCrashPoints': { phase: 'any' },
  '/selat.v1.ConformanceHarnessService/GetStateDigest': { phase: 'any' },
  '/selat.v1.ConformanceHarnessService/AdvanceClock': { phase: 'any' },
};

type Served = Pick<
  ConformanceHarnessServiceServer,
  'crashAfter' | 'listCrashPoints' | 'getStateDigest' | 'advanceClock'
>;

/** Serves selat.v1.ConformanceHarnessService. */
export function harnessService({ incidents, probe, dump, advance }: HarnessHandlers): Served {
  return {
    crashAfter: unary(incidents, async ({ point, occurrence }) => {
      probe.arm(point, occurrence);
      return {};
    }),
    listCrashPoints: unary(incidents, async () => ({ points: [...probe.points()] })),
    getStateDigest: unary(incidents, async ({ withDump }) => {
      const { digest, lines, receipts } = await dump();
      return { digest, lines: withDump ? [...lines] : [], receipts: [...receipts] };
    }),
    advanceClock: unary(incidents, async ({ byMs }) => ({ nowMs: BigInt(advance(Number(byMs))) })),
  };
}
