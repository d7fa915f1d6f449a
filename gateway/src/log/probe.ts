/** Points at which a crash must lose nothing, counted; a harness may end the process at one. [RCP-9] */
import { SelatError } from '@selat/sdk/errors';
import type { Probe } from '../domain/ports.js';

/** A point and how often it was reached since the start of the process. */
export interface ReachedPoint {
  readonly point: string;
  readonly count: number;
}

/** A probe that can be armed. */
export interface CrashProbe extends Probe {
  /**
   * Ends the process when `point` is reached for the given time since the start.
   * @param occurrence from 1
   * @throws SelatError REQUEST_INVALID where that time has passed
   */
  arm(point: string, occurrence: number): void;
  /** In order of first reach. */
  points(): readonly ReachedPoint[];
}

/** What a process that serves no harness is given. */
export const NO_PROBE: Probe = { hit: () => undefined };

/** Opens a probe. @param kill ends the process at once and does not return, such as SIGKILL of its own id */
export function openProbe({ kill }: { readonly kill: () => void }): CrashProbe {
  const counts = new Map<string, number>();
  const armed = new Set<string>();
  return {
    hit(point) {
      const count = (counts.get(point) ?? 0) + 1;
      counts.set(point, count);
      if (armed.has(`${point}#${count}`)) kill();
    },
    arm(point, occurrence) {
      const count = counts.get(point) ?? 0;
      if (occurrence <= count) {
        const facts = { point, occurrence: String(occurrence), count: String(count) };
        const message = `cannot arm ${point}#${occurrence}: the point was reached ${count} times already`;
        throw new SelatError('REQUEST_INVALID', message, facts);
      }
      armed.add(`${point}#${occurrence}`);
    },
    points: () => [...counts].map(([point, count]) => ({ point, count })),
  };
}
