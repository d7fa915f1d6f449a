/** What a draft changes, line by line: nobody signs what they cannot read. */
import type { Authority, ExchangeDescriptor, RegisteredKey } from '@selat/sdk/model';
import { toTimeText } from '../output/table.js';

function end({ notAfter }: RegisteredKey): string {
  return notAfter === undefined ? 'no end' : `until ${toTimeText(notAfter)}`;
}

function keyLines(before: ExchangeDescriptor, after: ExchangeDescriptor): string[] {
  const was = new Map(before.keys.map((key) => [key.kid, key]));
  const is = new Set(after.keys.map(({ kid }) => kid));
  const changed = after.keys.flatMap((key) => {
    const known = was.get(key.kid);
    const name = `${key.purpose} key ${key.kid} (${key.alg})`;
    if (known === undefined) return [`+ ${name}, ${end(key)}`];
    return end(known) === end(key) ? [] : [`~ ${name}: ${end(known)} becomes ${end(key)}`];
  });
  const gone = before.keys.filter(({ kid }) => !is.has(kid));
  return [...changed, ...gone.map(({ purpose, kid, alg }) => `- ${purpose} key ${kid} (${alg})`)];
}

function listLines(what: string, before: readonly string[], after: readonly string[]): string[] {
  return [
    ...after.filter((each) => !before.includes(each)).map((each) => `+ ${what} ${each}`),
    ...before.filter((each) => !after.includes(each)).map((each) => `- ${what} ${each}`),
  ];
}

const nameOf = ({ id, names }: Authority): string => `${id} (${names.map(({ text }) => text).join(', ')})`;
const keysOf = ({ id, keys }: Authority): string[] => keys.map(({ kid, alg }) => `${id}: ${kid} (${alg})`);

/** One line for each difference between two descriptors; `+` is new, `-` gone, `~` changed. */
export function describeChange(before: ExchangeDescriptor, after: ExchangeDescriptor): readonly string[] {
  const rest = ({ id, jurisdiction, federation, identityThreshold, legalEntity }: ExchangeDescriptor) => ({
    id,
    jurisdiction,
    federation,
    'identity threshold': String(identityThreshold),
    'legal entity': JSON.stringify(legalEntity),
  });
  const [was, is] = [Object.entries(rest(before)), new Map(Object.entries(rest(after)))];
  return [
    ...keyLines(before, after),
    ...listLines('certificate pin', before.tls.pins, after.tls.pins),
    ...listLines('authority', before.authorities.map(nameOf), after.authorities.map(nameOf)),
    ...listLines('order key of', before.authorities.flatMap(keysOf), after.authorities.flatMap(keysOf)),
    ...(before.tls.caCertificatePem === after.tls.caCertificatePem ? [] : ['~ certificate authority']),
    ...listLines(
      'log key',
      before.logs.map(({ vkey }) => vkey),
      after.logs.map(({ vkey }) => vkey),
    ),
    ...was.flatMap(([name, value]) => (is.get(name) === value ? [] : [`~ ${name}: ${value} becomes ${is.get(name)}`])),
  ];
}
