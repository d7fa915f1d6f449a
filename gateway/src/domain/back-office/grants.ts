import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../change.js';
import { declineGrant, refuseGrant, resumeGrant, revokeGrant, suspendGrant } from '../grant/answer-grant.js';
import { loadGrant, loadGrants } from '../grant/load-grant.js';
import { countersignGrant, offerGrant } from '../grant/offer-grant.js';
import { requestGrant } from '../grant/request-grant.js';
import type { GrantRow } from '../rows.js';
import type { Actor, GrantRequestInput, GrantView, UseCases } from '../use-cases.js';
import { printGrant, printGrantDetail } from '../views/grant-view.js';
import { digestHex, type Office } from './office.js';
import { mapPage, toPage } from './page.js';

type GrantCases = Pick<
  UseCases,
  | 'requestGrant'
  | 'listGrants'
  | 'showGrant'
  | 'refuseGrant'
  | 'offerGrant'
  | 'countersignGrant'
  | 'declineGrant'
  | 'suspendGrant'
  | 'resumeGrant'
  | 'revokeGrant'
>;

/** Longest wait for the receipt that makes an act count, milliseconds; without it the answer shows the act as pending. */
const RECEIPT_WAIT_MS = 2_000;

/** Shows a grant once this side's acts on it are answered, or when the wait is over. */
async function settled({ deps, waiter }: Office, id: DigestHex, waitMs: number): Promise<GrantView> {
  const answered = async () => {
    const { state } = await loadGrant(deps, id);
    return state.pending.some(({ by }) => by === deps.self.exchange) ? undefined : state;
  };
  await waiter.until(answered, waitMs);
  return printGrant(await loadGrant(deps, id));
}

async function request(office: Office, actor: Actor, input: GrantRequestInput): Promise<GrantView> {
  const { deps } = office;
  const { supersedes, ...wanted } = input;
  const replaced = supersedes === undefined ? {} : { supersedes: digestHex(supersedes) };
  let digest = '';
  await deps.committer.commit(async () => {
    const change = await requestGrant(deps, actor, { ...wanted, ...replaced });
    digest = change.documents?.[0]?.digest ?? '';
    return change;
  });
  return settled(office, digest, RECEIPT_WAIT_MS);
}

/** Grants from request to end. [GRT-1] */
export function grantCases(office: Office): GrantCases {
  const { deps } = office;
  const { reader, committer } = deps;
  const act = async (id: string, decide: (hex: DigestHex) => Promise<Change>, waitMs = RECEIPT_WAIT_MS) => {
    const hex = digestHex(id);
    await committer.commit(() => decide(hex));
    return settled(office, hex, waitMs);
  };
  return {
    requestGrant: (actor, input) => request(office, actor, input),
    listGrants: async (page) => mapPage(await reader.listGrants(toPage(page)), (rows) => listViews(office, rows)),
    showGrant: async (id) => printGrantDetail(reader, await loadGrant(deps, digestHex(id))),
    refuseGrant: (actor, id, input) => act(id, (hex) => refuseGrant(deps, actor, hex, input)),
    offerGrant: (actor, id) => act(id, (hex) => offerGrant(deps, actor, hex)),
    countersignGrant: (actor, id, waitMs) => act(id, (hex) => countersignGrant(deps, actor, hex), waitMs),
    declineGrant: (actor, id, note) => act(id, (hex) => declineGrant(deps, actor, hex, { reason: 'OTHER', note })),
    suspendGrant: (actor, id, reason, note) => act(id, (hex) => suspendGrant(deps, actor, hex, { reason, note })),
    resumeGrant: (actor, id, note) => act(id, (hex) => resumeGrant(deps, actor, hex, note)),
    revokeGrant: (actor, id, reason, note) => act(id, (hex) => revokeGrant(deps, actor, hex, { reason, note })),
  };
}

async function listViews({ deps }: Office, rows: readonly GrantRow[]): Promise<readonly GrantView[]> {
  return (await loadGrants(deps, rows)).map(printGrant);
}
