import { parseStored } from '../acts/load-acts.js';
import type { Reader } from '../ports.js';
import type { ParticipantRow } from '../rows.js';
import type { ParticipantInput, ParticipantView } from '../use-cases.js';
import { printDigest, printTexts } from './print.js';

/** Prints one participant: as its record says, or before approval as it was registered. */
export async function printParticipant(reader: Reader, row: ParticipantRow): Promise<ParticipantView> {
  const { id, exchange, state, revision, record_digest } = row;
  const stored = record_digest === null ? undefined : await reader.findDocument(record_digest);
  const record = stored === undefined ? undefined : parseStored(stored);
  if (record_digest !== null && record?.type === 'selat.v1.ParticipantRecord') {
    const names = printTexts(record.legalEntity.names);
    return { id, exchange, state, revision, names, roles: record.roles, record: printDigest(record_digest) };
  }
  const registration: ParticipantInput = JSON.parse(row.registration);
  return { id, exchange, state, revision, names: printTexts(registration.names), roles: registration.roles };
}
