/** One command of `selat` as data: cheap to build, its action loaded only when it runs, so that start-up stays fast. */
import type { Io } from './io.js';
import type { Style } from './output/style.js';

/** An option or argument as commander writes it, such as `--days <n>` or `[paths...]`. */
export interface Syntax {
  readonly flags: string;
  readonly help: string;
  readonly default?: string;
  /** The command fails without it. */
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly repeats?: boolean;
}

/** What an action is called with. */
export interface Call {
  /** Arguments by name and options by camel-case name, as commander read them. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly io: Io;
}

/** What an action answers. */
export interface Outcome {
  /** Printed with --json, as one line; absent = the action printed what there was to say. */
  readonly json?: unknown;
  /** Printed without --json. */
  text?(style: Style): string;
  /** 1 = the answer is no; 2 = part of what was given is wrong, and the answer is for the rest. */
  readonly exit?: 0 | 1 | 2;
}

export type Action = (call: Call) => Promise<Outcome>;

export interface Command {
  /** `import`, or `peer propose` under a group. */
  readonly name: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  readonly args?: readonly Syntax[];
  readonly options?: readonly Syntax[];
  /** A whole command line that works, beginning with `selat`. */
  readonly example: string;
  /** Talks to a running gateway: takes --config for address and token. */
  readonly isOnline?: boolean;
  /** Failures exit with 2 whatever their kind: nothing was asked that could be answered no. */
  readonly failsAsInput?: boolean;
  readonly load: () => Promise<Action>;
}
