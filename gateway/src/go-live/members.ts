import type { PartyId } from '@selat/sdk/model';
import { parseStored } from '../domain/acts/load-acts.js';
import type { Reader } from '../domain/ports.js';

/** Active members of an exchange whose record states a check that is none. */
export async function testOnlyMembers(reader: Reader, exchange: string): Promise<readonly PartyId[]> {
  const found: PartyId[] = [];
  for (const { id, state, record_digest: digest } of await reader.listParticipants(exchange)) {
    const stored = state === 'active' && digest !== null ? await reader.findDocument(digest) : undefined;
    const record = stored === undefined ? undefined : parseStored(stored);
    if (record?.type === 'selat.v1.ParticipantRecord' && record.identityCheck.method === 'TEST_ONLY') found.push(id);
  }
  return found;
}
