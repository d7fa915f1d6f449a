/** What cases do to the bytes of a signed document on its way. */
import type { Mutation } from '../cases/index.js';
import {
  type Letter,
  type LetterSignature,
  otherS,
  type SuiteKey,
  signAgain,
  toHeaderBytes,
  toNonCanonical,
} from '../wire/index.js';
import type { ConnectedPeer, Suite } from './suite.js';

/** Order of the group of edwards25519, little-endian (RFC 8032, 5.1). */
const L = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');

/** Who makes the document, and everybody else. */
export interface MutationInput {
  readonly suite: Suite;
  readonly peer: ConnectedPeer;
}

function inverted(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  const before = copy[index];
  if (before === undefined) throw new Error(`there is no byte ${at} among ${copy.length}`);
  copy[index] = before ^ (1 << bit);
  return copy;
}

function withSignature(letter: Letter, index: number, rewrite: (part: LetterSignature) => LetterSignature): Letter {
  if (letter.signatures[index] === undefined) throw new Error(`the document has no signature ${index}`);
  return { ...letter, signatures: letter.signatures.map((part, at) => (at === index ? rewrite(part) : part)) };
}

function flipBit(letter: Letter, { part, signature, byte, bit }: NonNullable<Mutation['flipBit']>): Letter {
  if (part === 'payload') return { ...letter, payload: inverted(letter.payload, byte, bit) };
  return withSignature(letter, signature, (one) =>
    part === 'protected'
      ? { ...one, headerBytes: inverted(one.headerBytes, byte, bit) }
      : { ...one, signature: inverted(one.signature, byte, bit) },
  );
}

function setHeader(letter: Letter, { signatures, member, json }: NonNullable<Mutation['setHeader']>): Letter {
  const value: unknown = json === '' ? undefined : JSON.parse(json);
  const rewrite = (part: LetterSignature): LetterSignature => {
    const kept = Object.entries(part.header).filter(([name]) => name !== member);
    const header = Object.fromEntries(value === undefined ? kept : [...kept, [member, value]]);
    return signAgain({ ...part, header, headerBytes: toHeaderBytes(header) }, letter.payload);
  };
  const isMeant = (at: number) => signatures.length === 0 || signatures.includes(at);
  return { ...letter, signatures: letter.signatures.map((part, at) => (isMeant(at) ? rewrite(part) : part)) };
}

/** Texts that parse to the same header and are not its RFC 8785 form. */
const HEADER_FORMS: Readonly<Record<string, (text: string) => string>> = {
  spaces: (text) => text.replace(/":/g, '": '),
  unsorted: (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
  'repeated-member': (text) => text.replace('{"alg":', '{"alg":"none","alg":'),
  escaped: (text) => text.replace('"typ":"s', '"typ":"\\u0073'),
  'trailing-newline': (text) => `${text}\n`,
  'byte-order-mark': (text) => `\uFEFF${text}`,
  'number-form': (text) => text.replace(/"iat":(\d+)/, '"iat":$1.0'),
};

function headerForm(letter: Letter, { signature, form }: NonNullable<Mutation['headerForm']>): Letter {
  const rewrite = HEADER_FORMS[form];
  if (rewrite === undefined) throw new Error(`no form of a header is named ${form}`);
  return withSignature(letter, signature, (part) => {
    const headerBytes = Buffer.from(rewrite(part.headerBytes.toString('utf8')), 'utf8');
    if (headerBytes.equals(part.headerBytes)) throw new Error(`form ${form} leaves this header as it is`);
    return signAgain({ ...part, headerBytes }, letter.payload);
  });
}

function keyNamed(name: string, alg: string, { suite, peer }: MutationInput): SuiteKey {
  const keys: Readonly<Record<string, readonly SuiteKey[]>> = {
    stranger: peer.keys.stranger,
    identity: peer.keys.identity,
    receipt: peer.keys.receipt,
    revoked: peer.keys.spare,
    rogue: suite.peers.rogue.keys.document,
  };
  const key = keys[name]?.find((one) => one.alg === alg);
  if (key === undefined) throw new Error(`no key is named ${name} with algorithm ${alg}`);
  return key;
}

function signWith(
  letter: Letter,
  { signature, key: name, keepKid }: NonNullable<Mutation['signWith']>,
  input: MutationInput,
): Letter {
  return withSignature(letter, signature, (part) => {
    const key = keyNamed(name, String(part.header['alg']), input);
    const header = keepKid ? part.header : { ...part.header, kid: key.kid };
    return signAgain({ header, headerBytes: toHeaderBytes(header), key, signature: part.signature }, letter.payload);
  });
}

/** S + L: the same point equation, another encoding; RFC 8032 asks verifiers to refuse it. */
function malleated(signature: Buffer): Buffer {
  const copy = Buffer.from(signature);
  let carry = 0;
  for (const [at, byte] of L.entries()) {
    const sum = (copy[32 + at] ?? 0) + byte + carry;
    copy[32 + at] = sum & 0xff;
    carry = sum >> 8;
  }
  return copy;
}

function pick(letter: Letter, indexes: readonly number[]): Letter {
  return { ...letter, signatures: indexes.flatMap((index) => letter.signatures[index] ?? []) };
}

/** Negative indexes count from the end. */
function stripped(letter: Letter, indexes: readonly number[]): Letter {
  const { length } = letter.signatures;
  const gone = indexes.map((index) => (index < 0 ? length + index : index));
  return { ...letter, signatures: letter.signatures.filter((_, at) => !gone.includes(at)) };
}

function reencoded(letter: Letter, form: string): Letter {
  const payload = toNonCanonical(form, letter.payload);
  return { ...letter, payload, signatures: letter.signatures.map((part) => signAgain(part, payload)) };
}

/** Applies one mutation. @throws Error where it does not fit the document */
export function mutate(letter: Letter, mutation: Mutation, input: MutationInput): Letter {
  const {
    flipBit: flip,
    stripSignatures,
    orderSignatures,
    setHeader: member,
    headerForm: form,
    nonCanonical,
  } = mutation;
  if (flip !== undefined) return flipBit(letter, flip);
  if (stripSignatures !== undefined) return stripped(letter, stripSignatures.signatures);
  if (orderSignatures !== undefined) return pick(letter, orderSignatures.order);
  if (member !== undefined) return setHeader(letter, member);
  if (form !== undefined) return headerForm(letter, form);
  if (nonCanonical !== undefined) return reencoded(letter, nonCanonical.form);
  return mutateSignature(letter, mutation, input);
}

function mutateSignature(letter: Letter, mutation: Mutation, input: MutationInput): Letter {
  const { signWith: other, setType, signAgain: again, malleateSignature: malleate, extendSignature: extend } = mutation;
  if (other !== undefined) return signWith(letter, other, input);
  if (setType !== undefined) return { ...letter, type: setType.type };
  if (again !== undefined)
    return { ...letter, signatures: letter.signatures.map((part) => signAgain(part, letter.payload)) };
  if (malleate !== undefined)
    return withSignature(letter, malleate.signature, (part) => ({
      ...part,
      signature: (part.header['alg'] === 'ES256' ? otherS : malleated)(part.signature),
    }));
  if (extend === undefined) throw new Error('a mutation says nothing');
  return withSignature(letter, extend.signature, (part) => ({
    ...part,
    signature: Buffer.concat([part.signature, Buffer.alloc(extend.bytes)]),
  }));
}
