import type { ParticipantRecord } from '@selat/sdk/model';
import { findRecord } from '../participant/participant-record.js';
import type { Reader } from '../ports.js';
import type { ParticipantRow } from '../rows.js';
import type { ParticipantInput, ParticipantView } from '../use-cases.js';
import { printDigest, printTexts } from './print.js';

/** Prints one participant: as its record says, or before approval as it was registered. */
export async function printParticipant(reader: Reader, row: ParticipantRow): Promise<ParticipantView> {
  const { id, exchange, state, revision, record_digest } = row;
  const common = { id, exchange, state, revision };
  const record = await findRecord(reader, id);
  if (record !== undefined && record_digest !== null) {
    const until = row.valid_until_ms === null ? {} : { validUntil: row.valid_until_ms };
    return { ...common, ...printRecord(record), record: printDigest(record_digest), ...until };
  }
  const { names, roles, externalIds }: ParticipantInput = JSON.parse(row.registration);
  return { ...common, names: printTexts(names), roles, externalIds, keys: [], signs: [] };
}

function printRecord({ legalEntity, roles, keys, signing, identityCheck, revokedKeys }: ParticipantRecord) {
  const { method, checkedOn, officer } = identityCheck;
  return {
    names: printTexts(legalEntity.names),
    roles,
    externalIds: legalEntity.externalIds,
    identityCheck: { method, checkedOn, officer },
    keys: [
      ...keys.map(({ kid, alg, notAfter }) => ({ kid, alg, ...(notAfter === undefined ? {} : { notAfter }) })),
      ...revokedKeys.map(({ kid, reason }) => ({ kid, revoked: reason })),
    ],
    signs: signing?.documents ?? [],
  };
}
