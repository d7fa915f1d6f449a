import type { RefusalNeed } from '../model/index.js';

/** Returns the needs that the held instruments do not cure; empty = a new request may succeed. All needs apply. [GRT-12] */
export function uncuredNeeds(
  needs: readonly RefusalNeed[],
  heldInstruments: ReadonlySet<string>,
): readonly RefusalNeed[] {
  return needs.filter(({ anyOf }) => !anyOf.some((code) => heldInstruments.has(code)));
}
