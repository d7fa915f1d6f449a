/**
 * Whose turn it is to write, where several processes share a store. A turn saves processes from each other's way; that a
 * process whose turn is over writes nothing is the work of the fence, which every transaction checks.
 */
export interface Turns {
  /**
   * Waits until this process may write; a turn that is held stays held.
   * @returns `fresh` where another process may have written since this one last knew what is stored
   * @throws SelatError STORE_FAILED where the database does not answer, or another process keeps its turn
   */
  take(): Promise<'kept' | 'fresh'>;
  /**
   * Ends a batch: the turn passes to a process that waits.
   * @param isUnsettled acts of this batch come again in a moment, decided on what this turn has found: it stays a while
   */
  offer(isUnsettled: boolean): void;
}

/** The turns of a store that one process has to itself. */
export const SOLE_TURNS: Turns = {
  take: async () => 'kept',
  offer: () => undefined,
};
