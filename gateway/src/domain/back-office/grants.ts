import type { Change } from '../change.js';
import { declineGrant, refuseGrant, resumeGrant, revokeGrant, suspendGrant } from '../grant/answer-grant.js';
import { loadGrant, loadGrants } from '../grant/load-grant.js';
import { countersignGrant, offerGrant } from '../grant/offer-grant.js';
import { requestGrant } from '../grant/request-grant.js';
import type { GrantView, UseCases } from '../use-cases.js';
import { printGrant, printGrantDetail } from '../views/grant-view.js';
import { digestHex, type Office } from './office.js';

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

/** Grants from request to end. [GRT-1] */
export function grantCases(office: Office): GrantCases {
  const { deps, waiter } = office;
  const { reader, committer } = deps;
  const show = async (id: string): Promise<GrantView> => printGrant(await loadGrant(deps, id));
  const act = async (id: string, decide: (hex: string) => Promise<Change>): Promise<GrantView> => {
    const hex = digestHex(id);
    await committer.commit(() => decide(hex));
    return settled(hex, RECEIPT_WAIT_MS);
  };
  const settled = async (hex: string, waitMs: number): Promise<GrantView> => {
    const answered = async () => {
      const { state } = await loadGrant(deps, hex);
      return state.pending.some(({ by }) => by === deps.self.exchange) ? undefined : state;
    };
    await waiter.until(answered, waitMs);
    return show(hex);
  };
  return {
    requestGrant: async (actor, { supersedes, ...input }) => {
      let digest = '';
      await committer.commit(async () => {
        const replaced = supersedes === undefined ? {} : { supersedes: digestHex(supersedes) };
        const change = await requestGrant(deps, actor, { ...input, ...replaced });
        digest = change.documents?.[0]?.digest ?? '';
        return change;
      });
      return settled(digest, RECEIPT_WAIT_MS);
    },
    listGrants: async ({ limit, after }) => {
      const { items, next } = await reader.listGrants({ limit, ...(after === undefined ? {} : { after }) });
      const views = (await loadGrants(deps, items)).map(printGrant);
      return { items: views, ...(next === undefined ? {} : { next }) };
    },
    showGrant: async (id) => printGrantDetail(reader, await loadGrant(deps, digestHex(id))),
    refuseGrant: (actor, id, input) => act(id, (hex) => refuseGrant(deps, actor, hex, input)),
    offerGrant: (actor, id) => act(id, (hex) => offerGrant(deps, actor, hex)),
    countersignGrant: async (actor, id, waitMs) => {
      const hex = digestHex(id);
      await committer.commit(() => countersignGrant(deps, actor, hex));
      return settled(hex, waitMs);
    },
    declineGrant: (actor, id, note) => act(id, (hex) => declineGrant(deps, actor, hex, { reason: 'OTHER', note })),
    suspendGrant: (actor, id, reason, note) => act(id, (hex) => suspendGrant(deps, actor, hex, { reason, note })),
    resumeGrant: (actor, id, note) => act(id, (hex) => resumeGrant(deps, actor, hex, note)),
    revokeGrant: (actor, id, reason, note) => act(id, (hex) => revokeGrant(deps, actor, hex, { reason, note })),
  };
}
