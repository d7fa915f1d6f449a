import { parseHeader, toJwsJson, toSignerEntry } from '@selat/sdk/document';
import { parseAlgorithm } from '@selat/sdk/keys';
import type { LoadedGrant } from '../grant/load-grant.js';
import type { Evidence, Reader } from '../ports.js';
import type { GrantDetail, GrantView } from '../use-cases.js';
import { printDigest, printReceipt } from './print.js';

/** Signers entries of the signatures that a stored document carries. */
function signersOf({ document }: Evidence): readonly string[] {
  return document.signatures.map((signature) => {
    const { iss, role, alg } = parseHeader(signature.protected);
    return toSignerEntry({ id: iss, role, alg: parseAlgorithm(alg) });
  });
}

/** Prints one grant as of now. */
export function printGrant({ row, state, set }: LoadedGrant): GrantView {
  const stored = set.evidence.find(({ type }) => type === 'selat.v1.Grant');
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
    decisions: decisions.flatMap((digest) => (digest === undefined ? [] : [printDigest(digest)])),
    pending: state.pending.map(({ type }) => type),
    holds: state.holds.map((hold) => ({
      digest: hold.kind === 'act' ? printDigest(hold.digest) : '',
      by: hold.kind === 'act' ? hold.by : '',
      reason: hold.reason,
    })),
    needs: state.needs.map(({ anyOf }) => anyOf),
    ...(state.grant === undefined ? {} : { validUntil: state.grant.validUntil }),
  };
}

/** Prints one grant with every document and receipt that its state follows from. */
export async function printGrantDetail(reader: Reader, loaded: LoadedGrant): Promise<GrantDetail> {
  const { evidence } = loaded.set;
  const receipts = await reader.listReceipts(evidence.map(({ digest }) => digest));
  const documents = evidence.map(({ type, digest, by, document }) => ({
    type,
    digest: printDigest(digest),
    by,
    document: toJwsJson(document),
  }));
  return { ...printGrant(loaded), documents, receipts: receipts.map(printReceipt) };
}
