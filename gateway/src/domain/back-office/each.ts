import { SelatError } from '@selat/sdk/errors';
import type { ItemResult } from '../use-cases.js';

/** Does one thing for each of many, side by side; what one lacks keeps back only that one. */
export async function each<T>(
  inputs: readonly T[],
  idOf: (input: T) => string,
  act: (input: T) => Promise<Partial<ItemResult>>,
): Promise<readonly ItemResult[]> {
  return Promise.all(
    inputs.map(async (input) => {
      const id = idOf(input);
      try {
        return { id, ok: true, ...(await act(input)) };
      } catch (error) {
        if (!(error instanceof SelatError)) throw error;
        const { reason, message, fix } = error;
        return { id, ok: false, error: { reason, message, fix } };
      }
    }),
  );
}
