/** Reads what a command was given, and says all that is wrong with it. */
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import type { Call } from './command.js';

/** Every mistake in one error, in the words of the command line. */
export function usage(problems: readonly string[]): SelatError {
  return new SelatError('USAGE', `cannot run the command: ${problems.join('; ')}`, { problems: problems.join('; ') });
}

/** @throws SelatError USAGE naming every option and argument that is wrong */
export function parseGiven<T>(schema: z.ZodType<T>, { given }: Call): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw usage(parsed.error.issues.map(({ path, message }) => `${toFlag(path)} ${lowerFirst(message)}`));
}

function toFlag(path: readonly PropertyKey[]): string {
  const name = String(path[0] ?? 'it');
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A whole number on the command line. */
export function wholeNumber(min: number, max: number) {
  const text = `is not a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, text)
    .transform(Number)
    .refine((value) => value >= min && value <= max, text);
}

/** `name=value`, several times. */
export const pairs = z
  .array(z.string().regex(/^[^=]+=./s, 'is not name=value'))
  .transform((list) =>
    list.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const),
  );

export const text = z.string().min(1, 'is empty');
export const texts = z.array(text);
export const flag = z.boolean().default(false);
