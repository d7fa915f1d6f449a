/** Builders of what participants sign, or should have signed. The participant's key is the peer's `stranger`: its exchange has it not. */
import { type Builder, type BuilderInput, base64, type Draft, head } from './builder.js';
import type { Json } from './changes.js';
import { digestOf, jsonOf, type KnownDocument } from './known-document.js';

/** Builders that these build on. */
export interface PlainBuilders {
  readonly record: Builder;
  readonly listing: Builder;
  readonly request: Builder;
  readonly withdrawal: Builder;
}

function needed({ of }: BuilderInput, at: number): KnownDocument {
  const known = of[at];
  if (known === undefined) throw new Error(`the builder needs ${at + 1} names of other documents in \`of\``);
  return known;
}

function object(value: Json | undefined): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

const idOf = (known: KnownDocument): string => String(jsonOf(known)['id'] ?? '');

/** One key, so that one mutation concerns one signature. */
function memberKeys({ peer }: BuilderInput) {
  return peer.keys.stranger.slice(0, 1);
}

function statedKeys(input: BuilderInput): Json {
  return memberKeys(input).map(({ alg, raw }) => ({ purpose: 'document', key: { alg, raw: base64(raw) } }));
}

function besides(input: BuilderInput, role: string, id: string): Pick<Draft, 'beside'> {
  return { beside: { id, role, keys: memberKeys(input) } };
}

const nextRecord: Builder = (input) => {
  const before = jsonOf(needed(input, 0));
  const revision = String(Number(before['revision']) + 1);
  const chained = { head: head(input, 'everyone'), revision, supersedes: base64(digestOf(needed(input, 0))) };
  return { type: 'selat.v1.ParticipantRecord', message: { ...before, ...chained } };
};

const revokingRecord: Builder = (input) => {
  const { type, message } = nextRecord(input);
  const revokedKeys = memberKeys(input).map(({ kid }) => ({ kid, reason: 'COMPROMISED' }));
  return { type, message: { ...object(message), keys: [], revokedKeys } };
};

/** @returns builders by the names that case files use */
export function memberBuilders({
  record,
  listing,
  request,
  withdrawal,
}: PlainBuilders): Readonly<Record<string, Builder>> {
  return {
    'member-record': (input) => {
      const { type, message } = record(input);
      return { type, message: { ...object(message), keys: statedKeys(input) } };
    },
    'next-record': nextRecord,
    'revoking-record': revokingRecord,
    // Provided by the participant of the last record, signed by that of the first.
    'member-listing': (input) => {
      const { type, message } = listing(input);
      const content = object(message);
      const provider = idOf(input.of.at(-1) ?? needed(input, 0));
      const product = { ...object(content['product']), provider };
      return { type, message: { ...content, product }, ...besides(input, 'provider', idOf(needed(input, 0))) };
    },
    // Of the request, signed by the participant of the record.
    'member-withdrawal': (input) => {
      const { type, message } = withdrawal({ ...input, of: [needed(input, 1)] });
      return { type, message, ...besides(input, 'consumer', idOf(needed(input, 0))) };
    },
    // Of the participant of the first record, for the listing that comes after it.
    'member-request': (input) => {
      const consumer = idOf(needed(input, 0));
      const { type, message } = request({ ...input, of: [needed(input, 1)] });
      return { type, message: { ...object(message), consumer }, ...besides(input, 'consumer', consumer) };
    },
  };
}
