/** How a verb on a grant is run: decided, committed, and shown once the other side has answered. */
import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../change.js';
import { grantSubject, type LoadedGrant, loadGrant } from '../grant/load-grant.js';
import { requestGrant, type WantedRequest } from '../grant/request-grant.js';
import { findKeyed, keyed } from '../grant/request-key.js';
import type { Reader } from '../ports.js';
import type { PreparationRow } from '../rows-members.js';
import type { Actor, GrantView } from '../view-types.js';
import { printGrant } from '../views/grant-view.js';
import { printPreparedRequest } from '../views/prepared-request-view.js';
import { digestHex, type Office } from './office.js';

/** Longest wait for the receipt that makes an act count, milliseconds; without it the answer shows the act as pending. */
const RECEIPT_WAIT_MS = 2_000;

/**
 * Shows a grant once this side's acts on it are answered, or when the wait is over.
 * @param sent what was committed just now
 */
async function settled({ deps, waiter }: Office, id: DigestHex, waitMs: number, sent: Change): Promise<GrantView> {
  const under = new Set(sent.outbox?.map(({ digest }) => digest));
  let latest: LoadedGrant | undefined;
  let isUnderWay = under.size > 0;
  const answered = async () => {
    const isTooSoon = isUnderWay;
    isUnderWay = false;
    // Nobody can have answered what leaves only now: to look costs the delivery its time.
    if (isTooSoon) return undefined;
    latest = await loadGrant(deps, id);
    return latest.state.pending.some(({ by }) => by === deps.self.exchange) ? undefined : latest;
  };
  // Many wait at once under load: each looks only at what may end its own wait, else every act would cost all of them.
  const concerns = (change: Change) => (latest === undefined ? answers(change, under) : touches(change, latest));
  return printGrant((await waiter.until(answered, waitMs, concerns)) ?? (await loadGrant(deps, id)));
}

/** Whether a Change brings a receipt over any of these documents. */
function answers({ receiptsGot = [] }: Change, digests: ReadonlySet<DigestHex>): boolean {
  return receiptsGot.some(({ items }) => items.some(({ documentDigest }) => digests.has(documentDigest)));
}

/** Whether a Change may say something new of a grant: it files an act under it, or a receipt over one of its acts. */
function touches({ evidence = [], receiptsGot = [] }: Change, { row, set }: LoadedGrant): boolean {
  const subject = grantSubject(row.request_digest);
  if (evidence.some((write) => write.subject === subject)) return true;
  return answers({ receiptsGot }, new Set(set.evidence.map(({ digest }) => digest)));
}

/** Runs a verb on the grant that an officer names. @throws SelatError REQUEST_INVALID and those of the verb */
export async function actOnGrant(
  office: Office,
  id: string,
  decide: (hex: DigestHex) => Promise<Change>,
  waitMs = RECEIPT_WAIT_MS,
  lane?: string,
): Promise<GrantView> {
  const hex = digestHex(id);
  let sent: Change = {};
  await office.deps.committer.commit(async () => {
    sent = await decide(hex);
    return sent;
  }, lane);
  return settled(office, hex, waitMs, sent);
}

/**
 * Makes a request; the same one again under the same key is shown, not made.
 * @param asked what the officer asked, as plain values
 * @throws SelatError REQUEST_INVALID where the key stands for something else, and those of `requestGrant`
 */
export async function requestOnce(
  office: Office,
  actor: Actor,
  asked: unknown,
  key: string | undefined,
  toWanted: () => Promise<WantedRequest>,
): Promise<GrantView> {
  const { deps } = office;
  const { reader, committer, clock } = deps;
  const text = JSON.stringify(asked);
  let digest = '';
  let sent: Change = {};
  await committer.commit(async () => {
    sent = {};
    const known = key === undefined ? undefined : await findKeyed(reader, key, text);
    if (known !== undefined) {
      digest = known;
      return sent;
    }
    sent = await requestGrant(deps, actor, await toWanted());
    digest = digestOf(sent);
    return key === undefined ? sent : keyed(sent, { key, asked: text, digest, now: clock() });
  });
  const isSigned = sent.documents?.some((write) => write.digest === digest) === true;
  const prepared = isSigned ? undefined : await findUnsent(reader, digest);
  return prepared === undefined ? settled(office, digest, RECEIPT_WAIT_MS, sent) : printPreparedRequest(prepared);
}

/** The request that a change sends, or prepares for its consumer to sign. */
function digestOf({ documents, rows }: Change): DigestHex {
  const prepared = rows?.find((write) => write.table === 'preparation');
  if (prepared?.table === 'preparation') return prepared.row.digest;
  return documents?.find(({ document }) => document.type === 'selat.v1.GrantRequest')?.digest ?? '';
}

/** A request that its consumer has not signed; undefined once it is sent. */
export async function findUnsent(reader: Reader, digest: DigestHex): Promise<PreparationRow | undefined> {
  const prepared = await reader.findPreparation(digest);
  const isUnsent = prepared?.type === 'selat.v1.GrantRequest' && prepared.state !== 'signed';
  return isUnsent ? prepared : undefined;
}
