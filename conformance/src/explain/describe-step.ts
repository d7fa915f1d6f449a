/** Steps of a case in words. */
import type { Case, Mutation, Step } from '../cases/index.js';

type Given = Case['given'][number];

const json = (value: unknown): string => JSON.stringify(value);

function nth(signature: number): string {
  return signature < 0 ? `signature ${-signature} from the end` : `signature ${signature + 1}`;
}

function byteText(byte: number): string {
  if (byte >= 0) return `byte ${byte}`;
  return byte === -1 ? 'the last byte' : `byte ${-byte} from the end`;
}

function changesOfBytes(mutation: Mutation): string | undefined {
  const { flipBit: flip, stripSignatures, orderSignatures, setType, extendSignature: extend } = mutation;
  if (flip !== undefined) {
    const where = flip.part === 'payload' ? 'the payload' : `the ${flip.part} of ${nth(flip.signature)}`;
    return `bit ${flip.bit} of ${byteText(flip.byte)} of ${where} is inverted`;
  }
  if (stripSignatures !== undefined) return `${stripSignatures.signatures.map(nth).join(', ')} is taken away`;
  if (orderSignatures !== undefined)
    return `its signatures are sent in the order ${orderSignatures.order.map((index) => index + 1).join(', ')}`;
  if (setType !== undefined) return `it claims to be a ${setType.type}`;
  return extend === undefined ? undefined : `${extend.bytes} zero bytes follow ${nth(extend.signature)}`;
}

function changesOfSignatures(mutation: Mutation): string {
  const { setHeader, headerForm, nonCanonical, signWith, malleateSignature } = mutation;
  if (setHeader !== undefined) {
    const whose = setHeader.signatures.length === 0 ? 'every header' : `the header of ${setHeader.signatures.map(nth)}`;
    const what = setHeader.json === '' ? 'is left out' : `is ${setHeader.json}`;
    return `\`${setHeader.member}\` of ${whose} ${what}, signed again`;
  }
  if (headerForm !== undefined) return `the header of ${nth(headerForm.signature)} is written as ${headerForm.form}`;
  if (nonCanonical !== undefined) return `its payload is encoded as ${nonCanonical.form}, signed again`;
  if (signWith !== undefined) {
    const kid = signWith.keepKid ? ', under the name of the right one' : '';
    return `${nth(signWith.signature)} is made by the key \`${signWith.key}\`${kid}`;
  }
  if (malleateSignature !== undefined) return `${nth(malleateSignature.signature)} gets its other s`;
  return 'it is signed again by the same keys';
}

/** One mutation in words. */
export function describeMutation(mutation: Mutation): string {
  return changesOfBytes(mutation) ?? changesOfSignatures(mutation);
}

function changed(mutations: readonly Mutation[]): string {
  return mutations.length === 0 ? '' : `; ${mutations.map(describeMutation).join('; ')}`;
}

/** How a given document is made, in words. */
export function describeGiven({ name, builder, by, of, changes }: Given): string {
  const differences = changes.map(({ setField, setTime, fillText, setDigest }) => {
    if (setDigest !== undefined) return `${setDigest.path} = the digest of ${setDigest.document}`;
    if (setField !== undefined) return `${setField.path} = ${setField.json}`;
    if (setTime !== undefined)
      return `${setTime.path} = now ${setTime.fromNowMs < 0 ? '-' : '+'} ${Math.abs(setTime.fromNowMs)} ms`;
    return `${fillText?.path} = ${json(fillText?.unit)} x ${fillText?.times}`;
  });
  const about = of.length === 0 ? '' : ` about ${of.join(', ')}`;
  const but = differences.length === 0 ? '' : `, but with ${differences.join(', ')}`;
  return `${name}: a valid ${builder} by ${by || 'good'}${about}${but}`;
}

function describeCall(step: Step): string | undefined {
  const { submit, rawCall, operate, fetch } = step;
  if (submit !== undefined) {
    const by = submit.by === '' ? '' : ` as ${submit.by}`;
    const how = submit.stream ? ' over a stream' : '';
    const version =
      submit.protocol === '' ? '' : `, claiming protocol ${submit.protocol === '-' ? 'nothing' : submit.protocol}`;
    return `submit ${submit.document}${by}${how}${version}${changed(submit.mutations)}`;
  }
  if (rawCall !== undefined) {
    const bytes = rawCall.base64 === '' ? rawCall.hex : `base64 ${rawCall.base64}`;
    return `call ${rawCall.method}${rawCall.by === '' ? '' : ` as ${rawCall.by}`} with ${bytes === '' ? 'no bytes' : bytes}`;
  }
  if (fetch !== undefined) return `ask for ${fetch.document} by its digest${fetch.by === '' ? '' : ` as ${fetch.by}`}`;
  if (operate === undefined) return undefined;
  const args = operate.arguments.map(({ name, value }) => `${name} = ${value}`).join(', ');
  const what = operate.document === '' ? '' : ` for ${operate.document}`;
  const name = operate.name === '' ? '' : `; call what comes of it ${operate.name}`;
  return `the operator of the subject does ${operate.verb}${what}${args === '' ? '' : ` (${args})`}${name}`;
}

/** One step in words, without what it expects. */
export function describeStep(step: Step): string {
  const call = describeCall(step);
  if (call !== undefined) return call;
  const { await: awaited, pass, stream, advance } = step;
  if (awaited !== undefined) {
    const about = awaited.of === '' ? '' : ` that is or names ${awaited.of}`;
    return `wait until the subject pushes a ${awaited.type}${about} to ${awaited.by || 'good'}; call it ${awaited.name}`;
  }
  if (pass !== undefined) return `wait until ${pass.path} of ${pass.document} is over`;
  if (advance !== undefined) return `move the clock of the subject forward by ${advance.byS} s`;
  const items = stream?.items.map(({ document, mutations }) => `${document}${changed(mutations)}`) ?? [];
  return `send over one stream: ${items.join(' | ')}`;
}
