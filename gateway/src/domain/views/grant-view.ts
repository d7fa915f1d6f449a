import { toJwsJson } from '@selat/sdk/document';
import { ARRIVAL_GRACE_MS, type Hold } from '@selat/sdk/lifecycle';
import type { DigestHex } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { LoadedGrant } from '../grant/load-grant.js';
import { loadLine } from '../grant/load-line.js';
import { deletionsUnder } from '../order/deletions.js';
import { printDeletion } from '../order/print-order.js';
import { signerRecords } from '../participant/signer-records.js';
import type { Deps } from '../ports.js';
import type { GrantDetail, GrantStep, GrantView, HoldView } from '../view-types.js';
import { printDecisions } from './grant-decisions.js';
import { printDigest, printReceipt, signersOf } from './print.js';
import { toPriceView } from './print-price.js';

/** The instants and prices of a request and its offer, as far as there are any. */
function termsOf({ state }: LoadedGrant): Partial<GrantView> {
  const { request, grant, formedAt, endsAt, successor } = state;
  const named = request?.supersedes ?? grant?.supersedes;
  const asked = request?.offeredPrice;
  const price = grant?.terms.price;
  return {
    ...(asked === undefined ? {} : { askedPrice: toPriceView(asked) }),
    ...(price === undefined ? {} : { price: toPriceView(price) }),
    ...(named === undefined ? {} : { supersedes: printDigest(named) }),
    ...(successor === undefined ? {} : { supersededBy: printDigest(successor) }),
    ...(request === undefined || grant !== undefined ? {} : { answerBy: request.answerBy }),
    ...(grant === undefined
      ? {}
      : {
          offerDeadline: grant.offerDeadline,
          lapsesAt: grant.offerDeadline + ARRIVAL_GRACE_MS,
          validFrom: grant.validFrom,
          validUntil: grant.validUntil,
        }),
    ...(formedAt === undefined ? {} : { formedAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

function printHold(hold: Hold, evidence: LoadedGrant['set']['evidence']): HoldView {
  if (hold.kind === 'computed') return { digest: '', by: '', reason: hold.reason };
  const named = { digest: printDigest(hold.digest), by: hold.by, reason: hold.reason };
  if (hold.kind === 'act') return { ...named, ...causeOf(hold.digest, evidence) };
  const { reason: kind, authority, legalBasis, reference, isAcknowledged: acknowledged } = hold;
  return { ...named, order: { kind, authority, legalBasis, reference, acknowledged } };
}

/** What a suspension says beside its reason. */
function causeOf(digest: DigestHex, evidence: LoadedGrant['set']['evidence']): Pick<HoldView, 'cause' | 'note'> {
  const stored = evidence.find((item) => item.digest === digest);
  const document = stored === undefined ? undefined : parseStored(stored);
  if (document?.type !== 'selat.v1.GrantSuspension') return {};
  const { cause, note } = document;
  return {
    ...(cause === undefined ? {} : { cause: printDigest(cause) }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Prints one grant as of now. */
export function printGrant(loaded: LoadedGrant): GrantView {
  const { row, state, set } = loaded;
  const stored = set.evidence.find(({ digest }) => digest === row.grant_digest);
  const request = set.evidence.find(({ digest }) => digest === row.request_digest);
  const decisions = [state.grant?.providerDecision, state.grant?.consumerDecision];
  return {
    id: printDigest(state.id),
    request: printDigest(row.request_digest),
    ...(stored === undefined ? {} : { grant: printDigest(stored.digest) }),
    state: state.state,
    ...(state.reason === undefined ? {} : { reason: state.reason }),
    peer: row.peer,
    side: row.side,
    listing: row.listing_id,
    consumer: row.consumer,
    signers: stored === undefined ? [] : signersOf(stored),
    requestSigners: request === undefined ? [] : signersOf(request),
    decisions: decisions.flatMap((digest) => (digest === undefined ? [] : [printDigest(digest)])),
    pending: state.pending.map(({ type }) => type),
    holds: state.holds.map((hold) => printHold(hold, set.evidence)),
    contested: state.contested.map(printDigest),
    needs: state.needs.map(({ anyOf }) => anyOf),
    isOverdue: state.isOverdue,
    ...termsOf(loaded),
  };
}

function toStep(loaded: LoadedGrant): GrantStep {
  const { id, state, reason, price, askedPrice, validFrom, validUntil, endsAt } = printGrant(loaded);
  return {
    id,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(price === undefined ? {} : { price }),
    ...(askedPrice === undefined ? {} : { askedPrice }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

/** Prints one grant with every document and receipt that its state follows from, and the line in which it stands. */
export async function printGrantDetail(deps: Deps, loaded: LoadedGrant): Promise<GrantDetail> {
  const { evidence } = loaded.set;
  const receipts = await deps.reader.listReceipts(evidence.map(({ digest }) => digest));
  const documents = evidence.map(({ type, digest, by, document }) => ({
    type,
    digest: printDigest(digest),
    by,
    document: toJwsJson(document),
  }));
  const history = (await loadLine(deps, loaded)).map(toStep);
  const signed = evidence.map(({ document }) => document);
  const records = (await signerRecords(deps.reader, signed)).map(toJwsJson);
  const deletions = (await deletionsUnder(deps, loaded)).map(printDeletion);
  return {
    ...printGrant(loaded),
    decided: printDecisions(loaded),
    history,
    documents,
    records,
    receipts: receipts.map(printReceipt),
    deletions,
  };
}
