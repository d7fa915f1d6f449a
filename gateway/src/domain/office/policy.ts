/** What the configuration asks of the back office. */
import type { ReviewKind } from '../rows-office.js';
import type { HeldAct } from './held-acts.js';

export interface OfficePolicy {
  /** Acts that wait for a second officer. */
  readonly twoFor: ReadonlySet<HeldAct>;
  /** How long an act waits, milliseconds. */
  readonly waitMs: number;
  /** Reviews without which no draft is published. */
  readonly reviews: readonly ReviewKind[];
  /** Whether who stored a draft may not approve it. */
  readonly fourEyes: boolean;
}
