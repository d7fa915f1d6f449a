import { Grant as WireGrant } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { parseAlgorithm } from '@selat/sdk/keys';
import { checkOffer, isPriceAsAsked, type LicencePrice, requireSupersedable } from '@selat/sdk/lifecycle';
import {
  type AgreementParty,
  findTerms,
  type Grant,
  type GrantRequest,
  type LicenceTerms,
  type Listing,
  parseDocument,
} from '@selat/sdk/model';
import { completeAct, deliverTo, outLeaf, signAct } from '../acts/own-act.js';
import { requireAdmitted } from '../admission/require-admitted.js';
import { type LoadedAgreement, loadAgreementInForce } from '../agreement/load-agreement.js';
import { requireShared } from '../attestation/shared.js';
import { fileUnderPins, requireStanding } from '../attestation/suspend-lapsed.js';
import type { Change } from '../change.js';
import { type DecidedOffer, decideOffer, type OfferToDecide, standOn } from '../decision/decide-offer.js';
import { withFiledDecision } from '../decision/send-decision.js';
import { loadRevision } from '../listing/load-listing.js';
import { requireNotHalted } from '../order/require-not-halted.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { Actor, OfferInput, PriceInput } from '../use-cases.js';
import { declineChanged, findChangedDecision } from './changed-decision.js';
import { type LoadedGrant, loadGrant, touch } from './load-grant.js';
import { requireMayAct, requireRequest } from './may-act.js';
import { planOffer } from './offer-plan.js';
import { fileOwn, findPredecessor, supersededBy } from './predecessor.js';
import { priceNotAgreed, toPrice } from './price.js';
import { reserveStatusIndex } from './status-index.js';

const TYPE = 'selat.v1.Grant';

/** Signers entries of the signatures that the peer will add. */
function awaitedOf({ agreement }: LoadedAgreement, peer: string) {
  const party: AgreementParty | undefined = [agreement.proposer, agreement.acceptor].find(
    ({ exchange }) => exchange === peer,
  );
  return (party?.algorithms ?? []).map((alg) => ({ id: peer, role: 'acceptor', alg: parseAlgorithm(alg) }));
}

/** What an own offer stands on. */
async function loadBasis(deps: Deps, loaded: LoadedGrant) {
  const request = requireRequest(loaded);
  const inForce = await loadAgreementInForce(deps, loaded.row.peer);
  const listing = await loadRevision(deps.reader, request.listingDigest);
  await requireAdmitted(deps, listing.product, 'offer');
  const { consumer, scope } = request;
  const parts = { listing, consumer, scope, ids: [loaded.row.request_digest] };
  await requireNotHalted(deps, parts, `offer what sha256:${loaded.row.request_digest} asks for`);
  await requireParticipant(deps, listing.product.provider, 'provider');
  await requireParticipant(deps, consumer, 'consumer');
  const predecessor = await findPredecessor(deps, loaded.row.peer, request.supersedes);
  const superseded = supersededBy(predecessor);
  if (superseded !== undefined && predecessor !== undefined) requireSupersedable(predecessor.state, deps.clock());
  return { request, requestDigest: loaded.row.request_digest, inForce, listing, predecessor, superseded };
}

/**
 * Offers the grant that a request asks for, under this exchange's signature. One request gets one offer. [GRT-5]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED, GRANT_TERMS_MISMATCH, GRANT_PRICE_NOT_AGREED,
 * AGREEMENT_NOT_IN_FORCE, ORDER_IN_FORCE, REQUEST_INVALID for a deadline past the agreement's, PARTICIPANT_UNKNOWN where provider or
 * consumer has been suspended since
 */
export async function offerGrant(deps: Deps, actor: Actor, id: string, input: OfferInput = {}): Promise<Change> {
  const loaded = await loadGrant(deps, id);
  const { row } = loaded;
  requireMayAct(deps, loaded, 'offer');
  const basis = await loadBasis(deps, loaded);
  const status = await reserveStatusIndex(deps);
  const { agreement, digest: agreementDigest } = basis.inForce;
  const plan = { ...basis, status, now: deps.clock(), countersignMs: agreement.deadlines.countersignS * 1000 };
  const planned = planOffer(plan, input, deps.offerDeadlineMs);
  const decided = await decideOn(deps, actor, { ...basis, peer: row.peer, input }, Number(planned.offerDeadlineMs));
  const message = decided === undefined ? planned : { ...planned, ...pinsOf(basis.request, decided) };
  const awaited = awaitedOf(basis.inForce, row.peer);
  const act = await signAct(deps, { type: TYPE, message, to: row.peer, agreementDigest, awaited });
  const grant = parseDocument(TYPE, WireGrant.decode(act.write.document.payload));
  checkOffer({ grant, ...basis, ...(decided === undefined ? {} : { decisions: decided.decisions }) });
  await requireStanding(deps, grant.attestationDigests);
  await requireShared(deps, grant.attestationDigests, row.peer);
  const reserved = { list: status.list, position: status.index, request_digest: row.request_digest };
  const filed = fileOwn(deps, row.request_digest, act, supersededOnly(basis));
  const { exchange } = deps.self;
  const change: Change = {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, row.peer)],
    rows: [
      touch(row, { grant_digest: act.digest }),
      { table: 'status_index', expectedVersion: 0, row: reserved },
      ...filed.rows,
      ...(decided?.rows ?? []),
    ],
    evidence: [...filed.evidence, ...fileUnderPins(grant, act.digest, exchange)],
    outbox: [deliverTo(row.peer, act)],
  };
  return withFiledDecision(deps, row, change, decided);
}

/** The own decision on what is offered, signed; undefined where the request stands on none. */
async function decideOn(
  deps: Deps,
  actor: Actor,
  { inForce: agreement, ...offer }: Omit<OfferToDecide, 'agreement'> & { readonly inForce: LoadedAgreement },
  deadline: number,
): Promise<DecidedOffer | undefined> {
  const wanted = { ...offer, agreement };
  const decision = await decideOffer(deps, wanted);
  return decision === undefined ? undefined : standOn(deps, actor, wanted, decision, deadline);
}

/** What a grant names of the decisions that it stands on. [GRT-3] [GRT-4] */
function pinsOf({ decisionDigest }: GrantRequest, { decision, pins }: DecidedOffer) {
  return {
    attestationDigests: pins.map((digest) => Buffer.from(digest, 'hex')),
    providerDecision: Buffer.from(decision, 'hex'),
    consumerDecision: Buffer.from(decisionDigest ?? '', 'hex'),
  };
}

/** A Grant concerns only a formed predecessor; what came to nothing is named by its request alone. */
function supersededOnly({
  predecessor,
  superseded,
}: Pick<Awaited<ReturnType<typeof loadBasis>>, 'predecessor' | 'superseded'>) {
  return superseded === undefined ? undefined : predecessor;
}

/**
 * The price that an officer countersigns is the one that was asked for, or the one that the officer names. [GRT-19]
 * @throws SelatError GRANT_PRICE_NOT_AGREED
 */
function requireAgreedPrice(grant: Grant, request: GrantRequest, listed: LicenceTerms, named: PriceInput | undefined) {
  const offered: LicencePrice | undefined = grant.terms.price;
  if (named === undefined && isPriceAsAsked(offered, request, listed)) return;
  const wanted = named === undefined ? undefined : toPrice(named, listed);
  if (wanted !== undefined && isPriceAsAsked(offered, { ...request, offeredPrice: wanted }, listed)) return;
  throw priceNotAgreed(`countersign at the price of the offer`, wanted ?? request.offeredPrice, offered);
}

/**
 * Signs, as consumer exchange, the offer of a grant. It is active once the provider exchange's receipt says so. [GRT-1]
 * @param price names the price where it is not the one that was asked for
 * @returns the change that declines the offer instead, where the own rules say something else than at the request
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED, GRANT_PRICE_NOT_AGREED, AGREEMENT_NOT_IN_FORCE,
 * ORDER_IN_FORCE, PARTICIPANT_UNKNOWN, DECISION_EXPIRED
 */
export async function countersignGrant(deps: Deps, actor: Actor, id: string, price?: PriceInput): Promise<Change> {
  const loaded = await loadGrant(deps, id);
  const { row, set, state } = loaded;
  requireMayAct(deps, loaded, 'countersign');
  await requireParticipant(deps, row.consumer, 'consumer');
  await loadAgreementInForce(deps, row.peer);
  const offer = set.evidence.find(({ digest }) => digest === row.grant_digest);
  const { grant } = state;
  if (offer === undefined || grant === undefined)
    throw new SelatError('GRANT_UNKNOWN', `cannot countersign sha256:${id}: no offer has arrived`, {
      grant: `sha256:${id}`,
    });
  const request = requireRequest(loaded);
  const listing = await loadRevision(deps.reader, request.listingDigest);
  await requireAdmitted(deps, listing.product, 'countersign');
  await requireStanding(deps, grant.attestationDigests);
  const parts = { listing, consumer: row.consumer, scope: grant.scope, ids: [row.request_digest, offer.digest] };
  await requireNotHalted(deps, parts, `countersign grant sha256:${offer.digest}`);
  requireAgreedPrice(grant, request, requireLicence(listing, request), price);
  const predecessor = await findPredecessor(deps, row.peer, grant.supersedes);
  if (predecessor !== undefined) requireSupersedable(predecessor.state, deps.clock(), offer.digest);
  const changed = await findChangedDecision(deps, loaded, { request, grant, listing });
  if (changed !== undefined) return declineChanged(deps, actor, loaded, changed);
  const act = await completeAct(deps, offer.document, row.peer);
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, row.peer)],
    rows: [touch(row), ...(predecessor === undefined ? [] : [touch(predecessor.row)])],
    outbox: [deliverTo(row.peer, act)],
  };
}

/** The licence that a request chose, as the listing has it. */
function requireLicence(listing: Listing, { termsId }: GrantRequest): LicenceTerms {
  const terms = findTerms(listing, termsId);
  if (terms !== undefined) return terms;
  const message = `cannot countersign under licence ${termsId}: listing ${listing.id} does not hold it`;
  throw new SelatError('GRANT_TERMS_MISMATCH', message, { path: 'terms.id', listing: listing.id });
}
