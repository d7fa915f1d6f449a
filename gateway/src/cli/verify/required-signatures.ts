/** Documents that lack the signature of a participant whose record, in the same file, says that it signs them. [IDN-23] */
import { parseSignerEntry, toDigestText } from '@selat/sdk/document';
import type { ParticipantRecord } from '@selat/sdk/model';
import { partyThatSigns } from '../../domain/participant/party-that-signs.js';
import type { OpenedDocument } from './opened-document.js';

function newestRecords(opened: readonly OpenedDocument[]): ReadonlyMap<string, ParticipantRecord> {
  const newest = new Map<string, ParticipantRecord>();
  for (const { content } of opened) {
    if (content?.type !== 'selat.v1.ParticipantRecord') continue;
    if ((newest.get(content.id)?.revision ?? 0) < content.revision) newest.set(content.id, content);
  }
  return newest;
}

export function missingSignatures(opened: readonly OpenedDocument[]): string[] {
  const records = newestRecords(opened);
  return opened.flatMap(({ gated }) => {
    const { type, message, head, signers } = gated;
    const party = partyThatSigns(type, message);
    const signing = party === undefined ? undefined : records.get(party.id)?.signing;
    if (party === undefined || signing === undefined || head.issuedAt < signing.since) return [];
    const isSigned = signers.some((entry) => parseSignerEntry(entry).role === party.role);
    if (isSigned || !signing.documents.includes(party.kind)) return [];
    const name = toDigestText(gated.documentDigest);
    return [
      `PARTICIPANT_SIGNATURE_ABSENT: ${type} ${name} lacks the signature of ${party.id}, who signs such documents`,
    ];
  });
}
