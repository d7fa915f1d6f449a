/** Runs `selat` as people do: one process a command, its JSON read from the last line. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What the process around the demo gives it. */
export interface DemoIo {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds from some fixed start. */
  readonly now: () => number;
  /** YYYY-MM-DD. */
  readonly today: () => string;
  /** Folder of the gateway package. */
  readonly root: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  readonly untilInterrupted: () => Promise<void>;
}

/** A command that did not do what the demo needs. */
export class DemoFailure extends Error {}

/** Longest time for one command, milliseconds. */
const COMMAND_MS = 120_000;
const MAX_OUTPUT_BYTES = 67_108_864;

/** Where commands run. */
export type CommandIo = Pick<DemoIo, 'root' | 'cwd' | 'env'>;

/** Runs commands and remembers them. */
export class Commands {
  readonly #io: CommandIo;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #onRun: (line: string) => void;

  constructor(io: CommandIo, environment: Readonly<Record<string, string>>, onRun: (line: string) => void) {
    this.#io = io;
    this.#environment = environment;
    this.#onRun = onRun;
  }

  /** Path of the launcher. */
  get launcher(): string {
    return join(this.#io.root, 'bin', 'selat.js');
  }

  /** Environment for every command and gateway. */
  get environment(): Record<string, string | undefined> {
    return { ...this.#io.env, ...this.#environment };
  }

  /**
   * Runs `selat ARGS --json`.
   * @param expected exit codes that the demo can go on from
   * @returns the value that the command printed
   * @throws DemoFailure with what the command wrote to stderr
   */
  async selat<T>(args: readonly string[], expected: readonly number[] = [0]): Promise<T> {
    this.#onRun(`selat ${args.map(quote).join(' ')}`);
    const { code, stdout, stderr } = await this.#spawn([this.launcher, ...args, '--json']);
    const line = stdout.trimEnd().split('\n').at(-1) ?? '';
    if (!expected.includes(code) || line === '') {
      throw new DemoFailure(`selat ${args.slice(0, 2).join(' ')} ended with ${code}\n${stderr}${stdout}`);
    }
    return JSON.parse(line) as T;
  }

  #spawn(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const options = { env: this.environment, cwd: this.#io.cwd, timeout: COMMAND_MS, maxBuffer: MAX_OUTPUT_BYTES };
    return new Promise((resolve) => {
      execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, stdout, stderr });
      });
    });
  }
}

function quote(word: string): string {
  return /^[A-Za-z0-9_./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
