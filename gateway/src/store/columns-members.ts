import type { MemberTables } from '../domain/rows-members.js';

type ColumnsOf<T extends keyof MemberTables> = { readonly [C in Exclude<keyof MemberTables[T], 'version'>]: true };

/** The columns of the tables of members beside `version`. */
export const MEMBER_COLUMNS: { readonly [T in keyof MemberTables]: ColumnsOf<T> } = {
  enrolment: {
    number: true,
    participant: true,
    verifier: true,
    alg: true,
    officer: true,
    created_ms: true,
    expires_ms: true,
    state: true,
    failures: true,
    kid: true,
    token_hash: true,
  },
  preparation: {
    digest: true,
    participant: true,
    type: true,
    payload: true,
    signers: true,
    subject: true,
    draft_version: true,
    officer: true,
    created_ms: true,
    expires_ms: true,
    state: true,
  },
  identity_evidence: {
    digest: true,
    participant: true,
    salt: true,
    content: true,
    place: true,
    officer: true,
    created_ms: true,
  },
};
