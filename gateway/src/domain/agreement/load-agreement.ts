import { SelatError } from '@selat/sdk/errors';
import { type Act, type AgreementAct, type AgreementState, foldAgreement } from '@selat/sdk/lifecycle';
import type { DigestHex, ExchangeId, Instant, PeerAgreement } from '@selat/sdk/model';
import { type ActSet, loadActs } from '../acts/load-acts.js';
import type { Deps } from '../ports.js';

/** Subject under which all agreements with one peer and the notices on them are filed: one may supersede another. */
export function agreementSubject(peer: ExchangeId): string {
  return `agreement:${peer}`;
}

/** The write that lets of two acts on one agreement that are decided at once only one count; the other is decided again. */
export async function touchAgreement(reader: Deps['reader'], digest: DigestHex) {
  const known = await reader.findAgreement(digest);
  if (known === undefined) throw new Error(`agreement ${digest} has no row`);
  const { version, ...row } = known;
  return { table: 'agreement', expectedVersion: version, row } as const;
}

/** One agreement with the state that its documents give it. */
export interface LoadedAgreement {
  readonly digest: DigestHex;
  readonly agreement: PeerAgreement;
  readonly state: AgreementState;
  readonly set: ActSet;
}

interface Folded {
  readonly receipts: ActSet['receipts'];
  readonly now: Instant;
  readonly loaded: readonly LoadedAgreement[];
}

/** What the same documents and receipts, as a store that remembers gives them, came to at an instant: one act asks often. */
const foldedOf = new WeakMap<ActSet['evidence'], Folded>();

/** Folds every agreement with a peer as of now, newest first. */
export async function loadAgreements(
  { reader, clock }: Pick<Deps, 'reader' | 'clock'>,
  peer: ExchangeId,
): Promise<readonly LoadedAgreement[]> {
  const set = await loadActs(reader, agreementSubject(peer));
  const now = clock();
  const known = foldedOf.get(set.evidence);
  if (known?.receipts === set.receipts && known.now === now) return known.loaded;
  const loaded = foldAll(set, now);
  foldedOf.set(set.evidence, { receipts: set.receipts, now, loaded });
  return loaded;
}

function foldAll(set: ActSet, now: Instant): readonly LoadedAgreement[] {
  const acts = set.acts.filter(isAgreementAct);
  const digests = acts.flatMap(({ document, digest }) => (document.type === 'selat.v1.PeerAgreement' ? [digest] : []));
  const loaded = [...new Set(digests)].map((digest) => {
    const state = foldAgreement({ id: digest, acts, receipts: set.receipts, now });
    return { digest, agreement: state.agreement, state, set };
  });
  return loaded.sort((a, b) => b.agreement.head.issuedAt - a.agreement.head.issuedAt);
}

function isAgreementAct(act: Act): act is AgreementAct {
  return act.document.type === 'selat.v1.PeerAgreement' || act.document.type === 'selat.v1.AgreementNotice';
}

/** States of an agreement that is formed and not over. */
const LIVE: ReadonlySet<string> = new Set(['not-started', 'in-force', 'suspended']);

/** The newest agreement with a peer that is formed and not over: the one that a new one follows. */
export async function findLiveAgreement(deps: Deps, peer: ExchangeId): Promise<LoadedAgreement | undefined> {
  return (await loadAgreements(deps, peer)).find(({ state }) => LIVE.has(state.state));
}

/**
 * Two agreements side by side would outlive each other's suspension and end: a new one follows the live one or waits.
 * @throws SelatError AGREEMENT_TRANSITION_REFUSED [AGR-12]
 */
export async function requireSuccession(
  deps: Deps,
  peer: ExchangeId,
  digest: DigestHex,
  { supersedes }: PeerAgreement,
): Promise<void> {
  const live = (await loadAgreements(deps, peer)).find(
    (known) => LIVE.has(known.state.state) && known.digest !== digest && known.digest !== supersedes,
  );
  if (live === undefined) return;
  const facts = { peer, agreement: `sha256:${digest}`, live: `sha256:${live.digest}`, state: live.state.state };
  const message = `cannot accept agreement ${facts.agreement}: it does not supersede agreement ${facts.live}, which is ${facts.state}`;
  throw new SelatError('AGREEMENT_TRANSITION_REFUSED', message, facts);
}

/** The agreement in force with a peer as of now, or undefined. */
export async function findAgreementInForce(
  deps: Pick<Deps, 'reader' | 'clock'>,
  peer: ExchangeId,
): Promise<LoadedAgreement | undefined> {
  return (await loadAgreements(deps, peer)).find(({ state }) => state.state === 'in-force');
}

/**
 * Returns the agreement in force with a peer.
 * @throws SelatError AGREEMENT_NOT_IN_FORCE [AGR-5]
 */
export async function loadAgreementInForce(deps: Deps, peer: ExchangeId): Promise<LoadedAgreement> {
  const agreements = await loadAgreements(deps, peer);
  const inForce = agreements.find(({ state }) => state.state === 'in-force');
  if (inForce !== undefined) return inForce;
  const newest = agreements.find(({ state }) => LIVE.has(state.state)) ?? agreements[0];
  const state = newest?.state.state ?? 'none known';
  const message = `cannot act towards ${peer}: no agreement with it is in force, the newest is ${state}`;
  throw new SelatError('AGREEMENT_NOT_IN_FORCE', message, { peer, state });
}
