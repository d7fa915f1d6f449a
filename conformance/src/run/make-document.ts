/** Turns what a case gives into a signed document. */
import { codecOf } from '@selat/proto/schema.js';
import type { GivenDocument } from '../cases/index.js';
import { countersignLetter, type Letter, signerEntries, signLetter } from '../wire/index.js';
import { BUILDERS } from './builders.js';
import { applyChange, type Json, valueAt } from './changes.js';
import { digestOf, type KnownDocument } from './known-document.js';
import { PEER_NAMES, type PeerName } from './peer.js';
import type { ConnectedPeer, Suite } from './suite.js';

/** Narrows a peer's name; empty = `good`. @throws Error for any other */
export function parsePeerName(text: string): PeerName {
  const name = PEER_NAMES.find((known) => known === (text === '' ? 'good' : text));
  if (name === undefined) throw new Error(`no peer of the suite is named ${text}`);
  return name;
}

function encode(type: string, message: Json): Buffer {
  const codec = codecOf(type);
  if (codec === undefined) throw new Error(`${type} is no message of the protocol`);
  return Buffer.from(codec.encode(codec.fromJSON(message)).finish());
}

function countersigned({ now }: Suite['world'], peer: ConnectedPeer, known: KnownDocument | undefined): Letter {
  if (known === undefined) throw new Error('`countersigned` needs the name of a document in `of`');
  const party = { id: peer.exchange, role: 'acceptor', keys: peer.keys.document, iat: Math.floor(now() / 1000) };
  return countersignLetter(known.letter, party);
}

/** Makes one given document. @throws Error where the case names a builder, peer or document that is not there */
export function makeDocument(
  given: GivenDocument,
  suite: Suite,
  known: ReadonlyMap<string, KnownDocument>,
): KnownDocument {
  const by = parsePeerName(given.by);
  const peer = suite.peers[by];
  const find = (name: string): KnownDocument => {
    const found = known.get(name);
    if (found === undefined) throw new Error(`${given.name} refers to ${name}, which is not there yet`);
    return found;
  };
  const of = given.of.map(find);
  if (given.builder === 'countersigned') return { letter: countersigned(suite.world, peer, of[0]), by };
  const builder = BUILDERS[given.builder];
  if (builder === undefined) throw new Error(`no builder is named ${given.builder}`);
  const draft = builder({ suite, peer, of });
  const input = { now: suite.world.now(), digestOf: (name: string) => digestOf(find(name)) };
  const message = given.changes.reduce<Json>((before, change) => applyChange(before, change, input), draft.message);
  const iat = Math.floor(Number(valueAt(message, 'head.issuedAtMs')) / 1000);
  const party = { id: peer.exchange, role: 'issuer', keys: peer.keys[draft.keys ?? 'document'], iat };
  const { type, beside } = draft;
  const awaited = beside === undefined ? draft.awaited : signerEntries(beside);
  const letter = signLetter(type, encode(type, message), party, awaited);
  return { letter: beside === undefined ? letter : countersignLetter(letter, { ...beside, iat }), by };
}
