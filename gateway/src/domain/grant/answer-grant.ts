import { CODECS } from '@selat/proto/schema.js';
import { GrantRefusal, GrantResumption, GrantRevocation, GrantSuspension } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import type { GrantVerb } from '@selat/sdk/lifecycle';
import { parseDocument } from '@selat/sdk/model';
import { deliverTo, fileUnder, type OwnAct, outLeaf, signAct } from '../acts/own-act.js';
import { loadAgreements } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { grantSubject, type LoadedGrant, loadGrant, touch } from './load-grant.js';
import { requireMayAct } from './may-act.js';

/** Why, as a code of a registry, and for people. */
export interface Why {
  readonly reason: string;
  readonly note?: string | undefined;
}

/**
 * Signs an act on a grant under the agreement that its request pins, and files and delivers it.
 * @param actor absent where the gateway acts by itself
 */
export async function actOn(
  deps: Deps,
  actor: Actor | undefined,
  { row, state }: LoadedGrant,
  acts: readonly { readonly type: string; readonly message: object }[],
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

/**
 * Says no to a request, and what would change the answer: any one code of each inner list. [GRT-12]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED; CODE_UNKNOWN for a code outside the registry
 */
export async function refuseGrant(
  deps: Deps,
  actor: Actor,
  id: string,
  why: Why & { readonly needs: readonly (readonly string[])[] },
): Promise<Change> {
  const loaded = await loadFor(deps, id, 'refuse');
  const message = GrantRefusal.fromPartial({
    request: Buffer.from(loaded.row.request_digest, 'hex'),
    reason: why.reason,
    needs: why.needs.map((anyOf) => ({ anyOf: [...anyOf] })),
    note: why.note ?? '',
  });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRefusal', message }]);
}

/** Says no to an offer. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED */
export async function declineGrant(deps: Deps, actor: Actor, id: string, why: Why): Promise<Change> {
  const loaded = await loadFor(deps, id, 'decline');
  const message = GrantRefusal.fromPartial({
    request: Buffer.from(loaded.row.request_digest, 'hex'),
    grant: grantBytes(loaded),
    reason: why.reason,
    note: why.note ?? '',
  });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRefusal', message }]);
}

/** Opens a hold of this side. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED [GRT-10] */
export async function suspendGrant(deps: Deps, actor: Actor, id: string, why: Why): Promise<Change> {
  const loaded = await loadFor(deps, id, 'suspend');
  const message = GrantSuspension.fromPartial({ grant: grantBytes(loaded), reason: why.reason, note: why.note ?? '' });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantSuspension', message }]);
}

/** Closes every hold that this side opened by hand. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED [GRT-10] */
export async function resumeGrant(deps: Deps, actor: Actor, id: string, note: string | undefined): Promise<Change> {
  const loaded = await loadFor(deps, id, 'resume');
  const own = loaded.state.holds.flatMap((hold) =>
    hold.kind === 'act' && hold.by === deps.self.exchange ? [hold] : [],
  );
  if (own.length === 0) {
    const message = `cannot resume grant sha256:${id}: ${deps.self.exchange} has no suspension of it open`;
    throw new SelatError('GRANT_TRANSITION_REFUSED', message, { grant: `sha256:${id}` });
  }
  const acts = own.map(({ digest }) => ({
    type: 'selat.v1.GrantResumption',
    message: GrantResumption.fromPartial({
      grant: grantBytes(loaded),
      suspension: Buffer.from(digest, 'hex'),
      note: note ?? '',
    }),
  }));
  return actOn(deps, actor, loaded, acts);
}

/** Ends a grant before its time, from its log time on. @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED [GRT-11] */
export async function revokeGrant(deps: Deps, actor: Actor, id: string, why: Why): Promise<Change> {
  const loaded = await loadFor(deps, id, 'revoke');
  const message = GrantRevocation.fromPartial({ grant: grantBytes(loaded), reason: why.reason, note: why.note ?? '' });
  return actOn(deps, actor, loaded, [{ type: 'selat.v1.GrantRevocation', message }]);
}
