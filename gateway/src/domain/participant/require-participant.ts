import { SelatError } from '@selat/sdk/errors';
import type { PartyId } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Deps } from '../ports.js';

/**
 * Requires a participant with an accepted record that is active now and may act in the role. [LST-8] [GRT-2]
 * @throws SelatError PARTICIPANT_UNKNOWN: a later record can cure each of the three
 */
export async function requireParticipant(
  { reader, clock }: Deps,
  id: PartyId,
  role: 'provider' | 'consumer',
): Promise<void> {
  const row = await reader.findParticipant(id);
  const expired = row?.valid_until_ms !== undefined && row.valid_until_ms !== null && clock() >= row.valid_until_ms;
  const why =
    row?.record_digest == null
      ? 'it has no accepted record'
      : row.state !== 'active' || expired
        ? 'its record is suspended or expired'
        : undefined;
  if (why !== undefined) throw unknown(id, role, why);
  const stored = await reader.findDocument(row?.record_digest ?? '');
  const record = stored === undefined ? undefined : parseStored(stored);
  if (record?.type === 'selat.v1.ParticipantRecord' && record.roles.includes(role)) return;
  throw unknown(id, role, `its record does not name role ${role}`);
}

function unknown(id: PartyId, role: string, why: string): SelatError {
  return new SelatError('PARTICIPANT_UNKNOWN', `cannot act for ${role} ${id}: ${why}`, { id, role, why });
}
