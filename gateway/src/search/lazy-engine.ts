import { SelatError } from '@selat/sdk/errors';
import type { SearchEngine } from './engine.js';

/**
 * An engine that is opened when it is first asked: a gateway starts without waiting for it, and trades where its index
 * cannot be opened. What fails to open, or is gone, is opened again by the next question.
 */
export function lazyEngine(open: () => Promise<SearchEngine>): SearchEngine {
  let opening: Promise<SearchEngine> | undefined;
  async function ask<T>(work: (engine: SearchEngine) => Promise<T>): Promise<T> {
    opening ??= open();
    const mine = opening;
    try {
      return await work(await mine);
    } catch (error) {
      const isOpen = await mine.then(
        () => true,
        () => false,
      );
      if ((!isOpen || !(error instanceof SelatError)) && opening === mine) opening = undefined;
      throw error;
    }
  }
  return {
    lead: () => ask((engine) => engine.lead()),
    progress: () => ask((engine) => engine.progress()),
    reset: () => ask((engine) => engine.reset()),
    write: (from, changes) => ask((engine) => engine.write(from, changes)),
    select: (selection) => ask((engine) => engine.select(selection)),
    count: (selection) => ask((engine) => engine.count(selection)),
    close: async () => {
      const engine = await opening?.catch(() => undefined);
      await engine?.close();
    },
  };
}
