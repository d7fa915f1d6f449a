/**
 * The program that acts for the subject's operator. It is started once, gets one request a line,
 * `{"id":1,"verb":"publish-listing","arguments":{...}}`, and answers each with one line, in any order:
 * `{"id":1,"ok":true,"digest":"<hex>"}` or `{"id":1,"ok":false,"error":"why"}`.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { VerbArguments } from '../run/index.js';

/** A running program. */
export interface OperatorProcess {
  /** Has it act. @throws Error with what it said */
  act(verb: string, args: VerbArguments): Promise<string | undefined>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(digest: string | undefined): void;
  reject(error: Error): void;
}

/** How much of its error output a failure repeats, characters. */
const MAX_TAIL = 2_000;
/** How long it may take to end once its input is closed, milliseconds. */
const END_MS = 3_000;

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function settle(waiting: Map<number, Waiting>, line: string): void {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    return;
  }
  const id = memberOf(answer, 'id');
  const one = typeof id === 'number' ? waiting.get(id) : undefined;
  if (one === undefined || typeof id !== 'number') return;
  waiting.delete(id);
  const digest = memberOf(answer, 'digest');
  if (memberOf(answer, 'ok') === true) one.resolve(typeof digest === 'string' ? digest : undefined);
  else one.reject(new Error(`the operator's program says: ${String(memberOf(answer, 'error'))}`));
}

/** Ends all that still wait. */
function giveUp(waiting: Map<number, Waiting>, why: string): void {
  for (const { reject } of waiting.values()) reject(new Error(why));
  waiting.clear();
}

async function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(timer);
}

/** Starts the program. @param dir folder in which it runs */
export function openOperator([program = '', ...args]: readonly string[], dir: string): OperatorProcess {
  const child = spawn(program, args, { cwd: dir, stdio: 'pipe' });
  const waiting = new Map<number, Waiting>();
  let tail = '';
  let last = 0;
  let over: string | undefined;
  const stop = (why: string) => {
    over = `the operator's program ${program} ${why}${tail === '' ? '' : `: ${tail.trim()}`}`;
    giveUp(waiting, over);
  };
  child.stderr.on('data', (text) => {
    tail = `${tail}${text}`.slice(-MAX_TAIL);
  });
  child.on('error', (error) => stop(`cannot be run: ${error.message}`));
  child.on('exit', (code, signal) => stop(`ended with ${code ?? signal}`));
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => settle(waiting, line));
  return {
    act: (verb, given) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(new Error(over));
        last += 1;
        waiting.set(last, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id: last, verb, arguments: given })}\n`);
      }),
    close: () => end(child),
  };
}
