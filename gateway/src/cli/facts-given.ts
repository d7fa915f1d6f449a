/** Facts on a command line: a file, and what may not be told the other exchange. */
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { decodeText } from '../facts/decode-text.js';
import { jsonFaults } from '../facts/scan-json.js';
import { bytesOf } from './compliance-given.js';
import { text, texts } from './given.js';
import type { Io } from './io.js';

/** `counts.cnSensitiveYtd=DSL 36`. */
const withheld = texts.transform((items, context) =>
  items.flatMap((item) => {
    const [, path, under] = /^([A-Za-z0-9.[\]]+)=(\S.*)$/.exec(item) ?? [];
    if (path !== undefined && under !== undefined) return [{ path, under }];
    context.addIssue({ code: 'custom', message: 'is no path with its article: write counts.flowPersons="DSL 36"' });
    return [];
  }),
);

/** Options of the commands that rest on a decision. */
export const factsGiven = { facts: text.optional(), withhold: withheld.optional() };

/**
 * The file as the API takes it. What facts there are is checked by the gateway.
 * @throws SelatError USAGE where it cannot be read, FACTS_INVALID with the line where it is no JSON object
 */
export async function readStated(
  { facts, withhold }: { readonly facts?: string | undefined; readonly withhold?: unknown },
  io: Io,
): Promise<object> {
  return { facts: facts === undefined ? undefined : await readObject(facts, io), withhold };
}

const object = z.record(z.string(), z.unknown());

async function readObject(file: string, io: Io): Promise<object> {
  const content = decodeText(await bytesOf(file, io), file);
  const [fault] = jsonFaults(content);
  if (fault !== undefined) throw noFacts(file, fault.line, fault.problem);
  const parsed = object.safeParse(JSON.parse(content));
  if (parsed.success) return parsed.data;
  throw noFacts(file, 1, 'is no JSON object with the facts of one flow');
}

function noFacts(file: string, line: number, problem: string): SelatError {
  const facts = { file, line: String(line), problem };
  return new SelatError('FACTS_INVALID', `cannot read the facts: ${file}:${line}: ${problem}`, facts);
}
