/** What the command touches of the process it runs in; `main.ts` gives it the real one. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  /** Whether progress may rewrite its own line. */
  readonly isTerminal: boolean;
  readonly onStopSignal: (listener: () => void) => void;
}

/** Exit codes: done; the answer is no; called wrongly, or could not ask. */
export const EXIT = { done: 0, no: 1, wrong: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong usage or input; its message is for a person. */
export class Usage extends Error {
  override readonly name = 'Usage';
}
