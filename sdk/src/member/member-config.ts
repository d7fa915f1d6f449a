/** `member.json`: what the software of a member knows of itself and of its exchange. Guide: docs/guide/members.md. */
import { SelatError } from '../errors/index.js';
import { FORMATS } from '../formats/index.js';
import { type Algorithm, isAlgorithm } from '../keys/index.js';

/** The configuration of one member. Paths are relative to the folder of the file. */
export interface MemberConfig {
  /** Participant id, `<exchange>/p/<slug>`. */
  readonly participant: string;
  /** Home exchange. */
  readonly exchange: string;
  /** `SANDBOX` or `LIVE`. */
  readonly environment: string;
  /** `sha256:<hex>` of the descriptor that the member pinned. */
  readonly fingerprint: string;
  /** Base URL of the home exchange's API, without a path. */
  readonly gateway: string;
  /** Thumbprint of the key that signs. */
  readonly kid: string;
  readonly alg: Algorithm;
  /** Folder of the encrypted keystore. */
  readonly keys: string;
  /** File with the API token. */
  readonly token: string;
}

const VERSION = 1;

const isName = (text: string) => /^[A-Za-z0-9._-]{1,64}$/.test(text) && !text.startsWith('.');
const has = (form: string) => (text: string) => FORMATS[form]?.matches(text) === true;

/** What each member must be, in words that complete "is not". */
const MEMBERS: { readonly [K in keyof MemberConfig]: readonly [meaning: string, matches: (text: string) => boolean] } =
  {
    participant: ['a participant id', has('participant-id')],
    exchange: ['an exchange id', has('exchange-id')],
    environment: ['SANDBOX or LIVE', (text) => text === 'SANDBOX' || text === 'LIVE'],
    fingerprint: ['sha256: and 64 hexadecimal digits', has('digest')],
    gateway: ['http(s)://host:port without a path', (text) => /^https?:\/\/[^/\s?#]+$/.test(text)],
    kid: ['the thumbprint of a key', has('kid')],
    alg: ['an algorithm of the protocol', isAlgorithm],
    keys: ['the name of a folder beside this file', isName],
    token: ['the name of a file beside this file', isName],
  };

function invalid(file: string, problems: readonly string[]): SelatError {
  const facts = { file, problems: problems.join('; ') };
  return new SelatError('CONFIG_INVALID', `cannot use ${file}: ${facts.problems}`, facts);
}

function toValues(text: string, file: string): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(file, ['it is not JSON']);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  throw invalid(file, ['it is no JSON object']);
}

/**
 * Reads the text of a member.json.
 * @param file its path, for errors
 * @throws SelatError CONFIG_INVALID with every mistake
 */
export function parseMemberConfig(text: string, file: string): MemberConfig {
  const values = toValues(text, file);
  const problems = values.get('v') === VERSION ? [] : [`v is not ${VERSION}`];
  for (const [name, [meaning, matches]] of Object.entries(MEMBERS)) {
    const value = values.get(name);
    if (typeof value !== 'string' || !matches(value)) problems.push(`${name} is not ${meaning}`);
  }
  for (const name of values.keys()) {
    if (name !== 'v' && !Object.hasOwn(MEMBERS, name)) problems.push(`${name} is not known`);
  }
  if (problems.length > 0) throw invalid(file, problems);
  const { v: _version, ...config } = Object.fromEntries(values);
  // Every member was checked above.
  return config as unknown as MemberConfig;
}

/** The text of a member.json. */
export function printMemberConfig(config: MemberConfig): string {
  return `${JSON.stringify({ v: VERSION, ...config }, null, 2)}\n`;
}
