import { GrantRequest, type GrantWithdrawal } from '@selat/proto/selat/v1/grant.js';
import { parseSignerEntry, type VerifiedDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { findRecord } from '../participant/participant-record.js';
import { partyThatSigns } from '../participant/party-that-signs.js';
import type { Reader } from '../ports.js';

/**
 * A participant whose newest record says that it signs such documents itself has signed this one: its exchange cannot speak
 * for it alone. What was issued before the record said so stays as it is. Checked before anything is decided, because the
 * same content with the signature must still be accepted. [IDN-23]
 * @throws SelatError PARTICIPANT_SIGNATURE_ABSENT
 */
export async function requireParticipantSignature(reader: Reader, verified: VerifiedDocument): Promise<void> {
  const { type, message, head, signers } = verified;
  const party = partyThatSigns(type, message);
  if (party === undefined) return;
  const { id, role, kind } = party;
  const signing = (await findRecord(reader, id))?.signing;
  if (signing === undefined || !signing.documents.includes(kind) || head.issuedAt < signing.since) return;
  if (signers.some((entry) => parseSignerEntry(entry).role === role)) return;
  const facts = { type, role, id, since: new Date(signing.since).toISOString() };
  const why = `its signers do not name ${role} ${id}, who signs ${kind.toLowerCase()} since ${facts.since}`;
  throw new SelatError('PARTICIPANT_SIGNATURE_ABSENT', `cannot accept ${type}: ${why}`, facts);
}

/**
 * A withdrawal names a request, and that one its consumer: nobody else signs the withdrawal as consumer. Where the request
 * is not known here, nothing is said: the withdrawal waits for it. [IDN-24]
 * @throws SelatError SIGNER_NOT_ALLOWED
 */
export async function requireConsumerOfRequest(reader: Reader, verified: VerifiedDocument): Promise<void> {
  const { type, message, signers } = verified;
  const signer = signers.map(parseSignerEntry).find(({ role }) => role === 'consumer')?.id;
  if (type !== 'selat.v1.GrantWithdrawal' || signer === undefined) return;
  // The codec of `type` made the message.
  const { request } = message as GrantWithdrawal;
  const stored = await reader.findDocument(request.toString('hex'));
  if (stored?.type !== 'selat.v1.GrantRequest') return;
  const { consumer } = GrantRequest.decode(stored.document.payload);
  if (consumer === signer) return;
  const why = `its signers name ${signer} as consumer, its request names ${consumer}`;
  throw new SelatError('SIGNER_NOT_ALLOWED', `cannot accept ${type}: ${why}`, { type, role: 'consumer', id: signer });
}
