/** Structured logs, one JSON object a line, without secrets. */
import { SelatError } from '@selat/sdk/errors';
import { type Logger, pino } from 'pino';
import type { LogLevel } from '../config/config.js';
import { redactNames, redactText } from './redact.js';

export type { Logger } from 'pino';

/** Where log lines go: a stream, or a list in a test. */
export interface LogDestination {
  write(line: string): unknown;
}

export interface LoggerInput {
  readonly level: LogLevel;
  readonly destination: LogDestination;
  /** Values that must never be printed, such as the passphrase. */
  readonly secrets?: readonly string[];
}

/** Members that a serializer turns into a few plain fields. */
const SERIALIZED: ReadonlySet<string> = new Set(['err', 'req', 'res']);

/**
 * Opens a logger. Each line has `level`, `time` (milliseconds since 1970) and `msg`; an error under `err` also its
 * reason, requirement and facts. Every line passes the redaction as the text that is written, whatever it was made of.
 */
export function openLogger({ level, destination, secrets = [] }: LoggerInput): Logger {
  const stream = { write: (line: string) => void destination.write(redactText(line, secrets)) };
  return pino(
    {
      level,
      base: null,
      serializers: { err: describeError },
      formatters: {
        level: (label) => ({ level: label }),
        // These keep their class until their own serializers have read them.
        log: (members) =>
          Object.fromEntries(
            Object.entries(members).map(([name, value]) => [
              name,
              SERIALIZED.has(name) ? value : Object.values(redactNames({ [name]: value }) ?? {})[0],
            ]),
          ),
      },
    },
    stream,
  );
}

/** What a log says of an error: a `SelatError` by its reason, anything else with its stack, since it is a bug. */
function describeError(error: unknown): object {
  if (error instanceof SelatError) {
    const { reason, message, requirement, facts, cause } = error;
    const below = cause instanceof Error ? { cause: cause.message } : {};
    return { reason, message, requirement, facts: redactNames(facts), ...below };
  }
  if (!(error instanceof Error)) return { message: String(error) };
  const below = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return { type: error.name, message: error.message, stack: error.stack, ...below };
}
