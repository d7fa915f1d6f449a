import type { Signature } from '@selat/proto/selat/v1/document.js';
import {
  assembleDocument,
  MAX_CLOCK_SKEW_MS,
  type OpenedPreparation,
  openPrepared,
  signPrepared,
  verifyDocument,
} from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, PartyId } from '@selat/sdk/model';
import { nameDocument, type OwnAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import { completeRequest } from '../grant/send-request.js';
import { completeListing } from '../listing/publish-listing.js';
import type { Deps } from '../ports.js';
import { keyResolver } from '../receive/resolve-keys.js';
import type { PreparationRow } from '../rows-members.js';
import { preparationClosed, preparationState } from './preparation-state.js';
import { withdrawn } from './prepare-act.js';

type Complete = (deps: Deps, row: PreparationRow, act: OwnAct) => Promise<Change>;

const COMPLETE: Readonly<Record<string, Complete>> = {
  'selat.v1.Listing': completeListing,
  'selat.v1.GrantRequest': completeRequest,
};

/** @throws SelatError DOCUMENT_UNKNOWN where nothing with that digest was prepared for the participant */
export async function requirePreparation(
  { reader }: Deps,
  digest: DigestHex,
  participant: PartyId | undefined,
): Promise<PreparationRow> {
  const row = await reader.findPreparation(digest);
  if (row !== undefined && (participant === undefined || row.participant === participant)) return row;
  const message = `cannot use document sha256:${digest}: nothing with that digest was prepared`;
  throw new SelatError('DOCUMENT_UNKNOWN', message, { document: `sha256:${digest}` });
}

/**
 * Takes the signature of a participant over prepared bytes, adds those of this exchange, and publishes or sends the
 * document. Every rule is checked again as of now. The same signature again changes nothing. [IDN-26]
 * @throws SelatError DOCUMENT_UNKNOWN, PREPARATION_CLOSED, every reason of gate and signatures, and of the document's verb
 */
export async function completePreparation(
  deps: Deps,
  participant: PartyId,
  digest: DigestHex,
  signature: Signature,
): Promise<Change> {
  const row = await requirePreparation(deps, digest, participant);
  const state = preparationState(row, deps.clock());
  if (state === 'signed') return {};
  if (state !== 'waiting') throw preparationClosed(row, `it is ${state}`);
  const complete = COMPLETE[row.type];
  if (complete === undefined) throw new Error(`nothing completes a prepared ${row.type}`);
  const change = await complete(deps, row, await signTogether(deps, row, signature));
  const { version, ...columns } = row;
  const signed = { table: 'preparation', expectedVersion: version, row: { ...columns, state: 'signed' } } as const;
  return { ...change, rows: [...(change.rows ?? []), signed] };
}

function reopen({ type, payload, signers }: PreparationRow): OpenedPreparation {
  return openPrepared({ type, payload: Buffer.from(payload), signers: JSON.parse(signers) });
}

/** The complete document. The participant signed first: until then the exchange's signature is not on these bytes. */
async function signTogether(deps: Deps, row: PreparationRow, signature: Signature): Promise<OwnAct> {
  const { self, signing, reader, clock } = deps;
  const prepared = reopen(row);
  const iat = Math.floor(prepared.head.issuedAt / 1000);
  const own = [];
  for (const signer of signing.document) {
    own.push(await signPrepared(prepared, { id: self.exchange, role: 'issuer', signer, iat }));
  }
  const document = assembleDocument(prepared, [...own, signature]);
  const now = clock();
  const verified = await verifyDocument(document, { env: self.env, now, keys: keyResolver(reader) });
  for (const position of verified.positions) requireTimely(row, position, now);
  const named = nameDocument(document);
  return { digest: named.digest, write: { ...named, issuer: self.exchange, form: 'complete', document } };
}

/** A signature is made after its bytes and not long ago: neither an old nor a future time gets around the end of a key. */
function requireTimely(row: PreparationRow, { id, iat }: { readonly id: string; readonly iat: number }, now: number) {
  const at = iat * 1000;
  if (id !== row.participant) return;
  if (at >= row.created_ms - MAX_CLOCK_SKEW_MS && at >= now - MAX_SIGNATURE_AGE_MS) return;
  const message = `cannot complete ${row.type}: the signature of ${id} says it was made at ${new Date(at).toISOString()}`;
  throw new SelatError('CLOCK_SKEW', message, { type: row.type, id, iat: String(iat) });
}

/** Between signing on the member's machine and its arrival. */
const MAX_SIGNATURE_AGE_MS = 15 * 60_000;

/** Takes a preparation back: an officer, or the participant that will not sign. @throws SelatError as above */
export async function withdrawPreparation(
  deps: Deps,
  digest: DigestHex,
  participant: PartyId | undefined,
): Promise<Pick<Change, 'rows'>> {
  const row = await requirePreparation(deps, digest, participant);
  if (row.state === 'signed') throw preparationClosed(row, 'it is signed');
  return row.state === 'withdrawn' ? {} : { rows: withdrawn([row]) };
}
