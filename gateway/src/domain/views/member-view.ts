import { GrantRequest } from '@selat/proto/selat/v1/grant.js';
import { toJwsJson } from '@selat/sdk/document';
import type { EnrolmentView, PreparationView, PreparedView } from '../member-view-types.js';
import { enrolmentState } from '../participant/enrolment.js';
import { preparationState } from '../participant/preparation-state.js';
import type { Deps } from '../ports.js';
import type { EnrolmentRow, PreparationRow } from '../rows-members.js';
import { printDigest } from './print.js';

/** Prints an enrolment without what its code is checked with. */
export function printEnrolment(row: Omit<EnrolmentRow, 'version'>, now: number): EnrolmentView {
  const { number, participant, alg, officer, failures, kid } = row;
  return {
    number,
    participant,
    state: enrolmentState(row, now),
    algorithm: alg,
    officer,
    createdAt: row.created_ms,
    expiresAt: row.expires_ms,
    failures,
    ...(kid === null ? {} : { kid }),
  };
}

/** Prints where a preparation is; one that waits is outdated once its draft was saved anew. */
export async function printPreparation({ reader, clock }: Deps, row: PreparationRow): Promise<PreparationView> {
  const { digest, participant, type, subject, officer } = row;
  const state = preparationState(row, clock());
  const draft = row.draft_version === null || state !== 'waiting' ? undefined : await reader.findDraft(subject);
  return {
    digest: printDigest(digest),
    participant,
    type,
    state: draft !== undefined && draft.version !== row.draft_version ? 'outdated' : state,
    listing: subject,
    officer,
    createdAt: row.created_ms,
    expiresAt: row.expires_ms,
  };
}

/** Prints a preparation with its bytes, and for a request with the listing that it names. */
export async function printPrepared(deps: Deps, row: PreparationRow): Promise<PreparedView> {
  const payload = Buffer.from(row.payload);
  const named =
    row.type === 'selat.v1.GrantRequest' ? GrantRequest.decode(payload).listingDigest.toString('hex') : undefined;
  const context = named === undefined ? undefined : await deps.reader.findDocument(named);
  return {
    ...(await printPreparation(deps, row)),
    payload: payload.toString('base64url'),
    signers: JSON.parse(row.signers),
    ...(context === undefined ? {} : { context: toJwsJson(context.document) }),
  };
}
