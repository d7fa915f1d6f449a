import { SelatError } from '@selat/sdk/errors';
import { AGREEMENT_TRANSITIONS, mayActOnAgreement, NOTICE_VERBS, refuseOnAgreement } from '@selat/sdk/lifecycle';
import type { AgreementNotice, DigestHex, ExchangeId } from '@selat/sdk/model';
import { deliverTo, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { agreementSubject, type LoadedAgreement, loadAgreements, touchAgreement } from './load-agreement.js';

/** What an officer can do to an agreement by a notice. */
export type NoticeKind = keyof typeof NOTICE_VERBS;

/**
 * Declines, suspends, resumes or ends the newest agreement with a peer that allows it. RESUME closes this exchange's newest own suspension.
 * @throws SelatError AGREEMENT_NOT_IN_FORCE where there is no agreement, AGREEMENT_TRANSITION_REFUSED [AGR-12]
 */
export async function noticeAgreement(
  deps: Deps,
  actor: Actor,
  peer: ExchangeId,
  notice: { readonly kind: NoticeKind; readonly note: string | undefined },
): Promise<Change> {
  const { kind, note } = notice;
  const loaded = await findMeant(deps, peer, kind);
  const resumes = requireAllowed(loaded, kind, deps.self.exchange);
  const message = {
    agreement: Buffer.from(loaded.digest, 'hex'),
    kind,
    effectiveAtMs: 0n,
    resumes: Buffer.from(resumes ?? '', 'hex'),
    note: note ?? '',
  };
  const act = await signAct(deps, { type: 'selat.v1.AgreementNotice', message, to: peer });
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    rows: [await touchAgreement(deps.reader, loaded.digest)],
    evidence: [fileUnder(agreementSubject(peer), act, deps.self.exchange)],
    outbox: [deliverTo(peer, act)],
  };
}

/** Beside the live agreement a renewal may wait: the verb says which of the two is meant. */
async function findMeant(deps: Deps, peer: ExchangeId, kind: NoticeKind): Promise<LoadedAgreement> {
  const verb = NOTICE_VERBS[kind];
  const agreements = await loadAgreements(deps, peer);
  const loaded =
    agreements.find(({ state }) => AGREEMENT_TRANSITIONS[state.state][verb] !== undefined) ?? agreements[0];
  if (loaded !== undefined) return loaded;
  const message = `cannot ${verb} an agreement with ${peer}: there is none`;
  throw new SelatError('AGREEMENT_NOT_IN_FORCE', message, { peer, kind });
}

/**
 * Checks an own notice; what the peer has not answered yet is not said twice, since it would refuse the second.
 * @returns the suspension that a RESUME closes
 */
function requireAllowed({ state, set }: LoadedAgreement, kind: NoticeKind, self: ExchangeId): DigestHex | undefined {
  const verb = NOTICE_VERBS[kind];
  mayActOnAgreement(state, verb, self);
  const said = set.acts.flatMap(({ digest, document }) => {
    const isOwn = document.type === 'selat.v1.AgreementNotice' && document.head.issuer === self;
    return isOwn && document.agreement === state.id ? [{ digest, document }] : [];
  });
  const waiting = said.filter(
    ({ digest, document }) => document.kind === kind && state.pending.some((act) => act.digest === digest),
  );
  if (kind === 'DECLINE' || kind === 'END') {
    if (waiting.length === 0) return undefined;
    throw refuseOnAgreement(state, verb, `the ${kind} before it waits for the answer of the other side`);
  }
  return kind === 'RESUME' ? newestHold(state, said, waiting) : undefined;
}

/** An own notice with its digest. */
interface Said {
  readonly digest: DigestHex;
  readonly document: AgreementNotice;
}

function newestHold(state: LoadedAgreement['state'], said: readonly Said[], waiting: readonly Said[]): DigestHex {
  const closing = new Set(waiting.map(({ document }) => document.resumes));
  const open = said
    .filter(({ digest }) => state.holds.some((hold) => hold.digest === digest) && !closing.has(digest))
    .sort((a, b) => b.document.head.issuedAt - a.document.head.issuedAt);
  const [newest] = open;
  if (newest !== undefined) return newest.digest;
  throw refuseOnAgreement(state, 'resume', 'the RESUME before it waits for the answer of the other side');
}
