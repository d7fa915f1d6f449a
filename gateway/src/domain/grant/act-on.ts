/** How this exchange acts on a grant: signed, filed and delivered in one Change. */
import { CODECS } from '@selat/proto/schema.js';
import type { GrantVerb } from '@selat/sdk/lifecycle';
import { parseDocument } from '@selat/sdk/model';
import { deliverTo, fileUnder, type OwnAct, outLeaf, signAct } from '../acts/own-act.js';
import { loadAgreements } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { grantSubject, type LoadedGrant, loadGrant, touch } from './load-grant.js';
import { requireMayAct } from './may-act.js';

/** An act on a grant, without its head. */
export interface GrantMessage {
  readonly type: string;
  readonly message: object;
}

/**
 * Signs an act on a grant under the agreement that its request pins, and files and delivers it.
 * @param actor absent where the gateway acts by itself
 */
export async function actOn(
  deps: Deps,
  actor: Actor | undefined,
  { row, state }: LoadedGrant,
  acts: readonly GrantMessage[],
): Promise<Change> {
  const agreements = await loadAgreements(deps, row.peer);
  const inForce = agreements.find((agreement) => agreement.state.state === 'in-force')?.digest;
  const agreementDigest = inForce ?? state.request?.head.agreementDigest;
  const signed: OwnAct[] = [];
  for (const { type, message } of acts) {
    const act = await signAct(deps, { type, message, to: row.peer, ...(agreementDigest ? { agreementDigest } : {}) });
    parseDocument(type, CODECS[type]?.decode(act.write.document.payload));
    signed.push(act);
  }
  return {
    ...(actor === undefined ? {} : { officer: actor.id }),
    documents: signed.map(({ write }) => write),
    leaves: signed.map((act) => outLeaf(act, row.peer)),
    rows: [touch(row)],
    evidence: signed.map((act) => fileUnder(grantSubject(row.request_digest), act, deps.self.exchange)),
    outbox: signed.map((act) => deliverTo(row.peer, act)),
  };
}

/** Loads a grant on which this side may act. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED */
export async function loadFor(deps: Deps, id: string, verb: GrantVerb): Promise<LoadedGrant> {
  const loaded = await loadGrant(deps, id);
  requireMayAct(deps, loaded, verb);
  return loaded;
}

/** The id of a grant as a field of an act on it. */
export function grantBytes({ state }: LoadedGrant): Buffer {
  return Buffer.from(state.id, 'hex');
}
