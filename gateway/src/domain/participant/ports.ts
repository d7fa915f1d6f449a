import type { PartyId } from '@selat/sdk/model';
import type { Page, PageRequest } from '../ports.js';
import type { EnrolmentRow, IdentityEvidenceRow, PreparationRow } from '../rows-members.js';

/** Reads about members beside their records. */
export interface MemberReader {
  findEnrolment(number: string): Promise<EnrolmentRow | undefined>;
  findEnrolmentByTokenHash(hash: string): Promise<EnrolmentRow | undefined>;
  /** Newest first. */
  listEnrolments(participant: PartyId): Promise<readonly EnrolmentRow[]>;
  findPreparation(digest: string): Promise<PreparationRow | undefined>;
  /** What waits over one draft or listing. */
  listWaitingOver(subject: string): Promise<readonly PreparationRow[]>;
  /** What waits for signatures, by digest, optionally of one participant. */
  listPreparations(page: PageRequest & { readonly participant?: PartyId }): Promise<Page<PreparationRow>>;
  findIdentityEvidence(digest: string): Promise<IdentityEvidenceRow | undefined>;
}
