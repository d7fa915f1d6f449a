import { prepareDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Algorithm, parseAlgorithm } from '@selat/sdk/keys';
import { type DomainDocument, type Instant, parseDocument } from '@selat/sdk/model';
import { localLeaf, type OwnMessage, ownHead } from '../acts/own-act.js';
import type { Change, RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import type { PreparationRow } from '../rows-members.js';
import type { Actor } from '../use-cases.js';
import { keysInForce } from './member-keys.js';
import { findRecord } from './participant-record.js';
import { partyThatSigns, type SigningParty } from './party-that-signs.js';

/** A participant that signs a document itself, and the algorithm of its key. */
export interface AwaitedParty extends SigningParty {
  readonly alg: Algorithm;
}

/**
 * The participant that must sign a message of this exchange; undefined where the exchange signs for it. [IDN-23]
 * @throws SelatError PARTICIPANT_SIGNATURE_ABSENT where it should sign and has no key
 */
export async function findAwaitedParty(
  { reader, clock }: Deps,
  { type, message }: OwnMessage,
): Promise<AwaitedParty | undefined> {
  const party = partyThatSigns(type, message);
  const record = party === undefined ? undefined : await findRecord(reader, party.id);
  if (party === undefined || record?.signing?.documents.includes(party.kind) !== true) return undefined;
  const key = keysInForce({ record }, clock()).at(-1);
  if (key !== undefined) return { ...party, alg: key.alg };
  const why = `${party.id} signs ${party.kind.toLowerCase()} itself and has no key; enrol it, or change what it signs`;
  throw new SelatError('PARTICIPANT_SIGNATURE_ABSENT', `cannot prepare ${type}: ${why}`, { type, id: party.id });
}

/** What a prepared document is made of. */
export interface PreparationBasis {
  /** Id of the listing: the own one that it revises, or the one that it requests. */
  readonly subject: string;
  /** Version of the draft that it publishes. */
  readonly draftVersion?: number;
  /** From when on it is too late to sign. */
  readonly expiresAt: Instant;
}

/** A preparation that is not stored yet. */
export interface NewPreparation {
  readonly row: Omit<PreparationRow, 'version'>;
  /** The document as it will be, for the checks that need not wait for the signature. */
  readonly parsed: DomainDocument;
}

/** Fixes the bytes of a message that a participant signs with this exchange. @throws SelatError what the gate refuses */
export function prepareAct(
  deps: Deps,
  actor: Actor,
  own: OwnMessage,
  by: AwaitedParty,
  basis: PreparationBasis,
): NewPreparation {
  const { type } = own;
  const { id, role, alg } = by;
  const issuers = deps.signing.document.map((signer) => ({ id: deps.self.exchange, role: 'issuer', alg: signer.alg }));
  const head = ownHead(deps, own);
  const prepared = prepareDocument(type, { ...own.message, head }, [
    ...issuers,
    { id, role, alg: parseAlgorithm(alg) },
  ]);
  const row = {
    digest: prepared.documentDigest.toString('hex'),
    participant: id,
    type,
    payload: prepared.payload,
    signers: JSON.stringify(prepared.signers),
    subject: basis.subject,
    draft_version: basis.draftVersion ?? null,
    officer: actor.id,
    created_ms: deps.clock(),
    expires_ms: basis.expiresAt,
    state: 'waiting' as const,
  };
  return { row, parsed: parseDocument(type, prepared.message) };
}

/** Stores a preparation; what waited over the same subject makes room. */
export function storePreparation(
  actor: Actor,
  { row }: NewPreparation,
  replaced: readonly PreparationRow[] = [],
): Change {
  const rows: RowWrite[] = [{ table: 'preparation', expectedVersion: 0, row }, ...withdrawn(replaced)];
  return { officer: actor.id, leaves: [localLeaf('prepare-document', row.subject)], rows };
}

/** Rows that take preparations back. */
export function withdrawn(preparations: readonly PreparationRow[]): RowWrite[] {
  return preparations.map(({ version, ...columns }) => {
    return { table: 'preparation', expectedVersion: version, row: { ...columns, state: 'withdrawn' } };
  });
}
