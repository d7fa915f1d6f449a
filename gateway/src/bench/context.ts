import type { Clock, Random } from '@selat/sdk/keys';
import type { Stopwatch } from './measure.js';

/** What every measurement is given. */
export interface BenchContext extends Stopwatch {
  /** Folder of the gateway package. */
  readonly root: string;
  /** An empty folder that is removed afterwards. */
  readonly dir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells people what is being measured. */
  readonly say: (text: string) => void;
}
