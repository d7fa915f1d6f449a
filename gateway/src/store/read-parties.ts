/** Reads peers, agreements, keys, participants and officers. */
import type { Kysely } from 'kysely';
import type { Reader } from '../domain/ports.js';
import { compiledRead } from './compiled-read.js';
import type { Schema } from './schema.js';

type PartyReads = Pick<
  Reader,
  | 'findKey'
  | 'listKeys'
  | 'findPeer'
  | 'listPeers'
  | 'findAgreement'
  | 'listAgreements'
  | 'findParticipant'
  | 'listParticipants'
  | 'findOfficer'
  | 'findOfficerByTokenHash'
  | 'listOfficers'
>;

export function partyReads(db: Kysely<Schema>): PartyReads {
  const key = compiledRead(db, ['owner', 'kid'], ({ owner, kid }) =>
    db.selectFrom('key').selectAll().where('kid', '=', kid).where('owner', '=', owner),
  );
  const peerOf = compiledRead(db, ['exchange'], ({ exchange }) =>
    db.selectFrom('peer').selectAll().where('exchange', '=', exchange),
  );
  const participant = compiledRead(db, ['id'], ({ id }) =>
    db.selectFrom('participant').selectAll().where('id', '=', id),
  );
  const agreement = compiledRead(db, ['digest'], ({ digest }) =>
    db.selectFrom('agreement').selectAll().where('digest', '=', digest),
  );
  return {
    findKey: async (owner, kid) => (await key({ owner, kid }))[0],
    listKeys: (owner) => db.selectFrom('key').selectAll().where('owner', '=', owner).orderBy('kid').execute(),
    findPeer: async (exchange) => (await peerOf({ exchange }))[0],
    listPeers: () => db.selectFrom('peer').selectAll().orderBy('exchange').execute(),
    findAgreement: async (digest) => (await agreement({ digest }))[0],
    listAgreements: (peer) =>
      db.selectFrom('agreement').selectAll().where('peer', '=', peer).orderBy('created_ms').orderBy('digest').execute(),
    findParticipant: async (id) => (await participant({ id }))[0],
    listParticipants: (exchange) =>
      db.selectFrom('participant').selectAll().where('exchange', '=', exchange).orderBy('id').execute(),
    findOfficer: (id) => db.selectFrom('officer').selectAll().where('id', '=', id).executeTakeFirst(),
    findOfficerByTokenHash: (hash) =>
      db.selectFrom('officer').selectAll().where('token_hash', '=', hash).executeTakeFirst(),
    listOfficers: () => db.selectFrom('officer').selectAll().orderBy('id').execute(),
  };
}
