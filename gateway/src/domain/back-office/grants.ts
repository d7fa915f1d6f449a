import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../change.js';
import { checkGrant } from '../decision/check-grant.js';
import { declineGrant, refuseGrant, revokeGrant, suspendGrant } from '../grant/answer-grant.js';
import { loadGrant, loadGrants } from '../grant/load-grant.js';
import { countersignGrant, offerGrant } from '../grant/offer-grant.js';
import { resumeGrant } from '../grant/resume-grant.js';
import { offerLane } from '../ledger/offer-lane.js';
import type { GrantRow } from '../rows.js';
import type { Actor, GrantRequestInput, GrantView, OfferInput, UseCases } from '../use-cases.js';
import { printOwnDecision } from '../views/decision-view.js';
import { printGrant, printGrantDetail } from '../views/grant-view.js';
import { printPreparedDetail } from '../views/prepared-request-view.js';
import { actOnGrant, findUnsent, requestOnce } from './grant-acts.js';
import { digestHex, type Office } from './office.js';
import { mapPage, toPage } from './page.js';

type GrantCases = Pick<
  UseCases,
  | 'requestGrant'
  | 'listGrants'
  | 'showGrant'
  | 'checkGrant'
  | 'refuseGrant'
  | 'offerGrant'
  | 'countersignGrant'
  | 'declineGrant'
  | 'suspendGrant'
  | 'resumeGrant'
  | 'revokeGrant'
>;

/** What a request says it supersedes is named as officers name it. */
function request(office: Office, actor: Actor, { key, ...input }: GrantRequestInput): Promise<GrantView> {
  const { supersedes } = input;
  const replaced = supersedes === undefined ? {} : { supersedes: digestHex(supersedes) };
  return requestOnce(office, actor, ['request', input], key, async () => ({ ...input, ...replaced }));
}

/** Grants from request to end. [GRT-1] */
export function grantCases(office: Office): GrantCases {
  const { deps } = office;
  const { reader } = deps;
  const act = (id: string, decide: (hex: DigestHex) => Promise<Change>, waitMs?: number, lane?: string) =>
    actOnGrant(office, id, decide, waitMs, lane);
  return {
    requestGrant: (actor, input) => request(office, actor, input),
    listGrants: async (page) => mapPage(await reader.listGrants(toPage(page)), (rows) => listViews(office, rows)),
    showGrant: async (id) => {
      const prepared = await findUnsent(reader, digestHex(id));
      if (prepared !== undefined) return printPreparedDetail(prepared);
      return printGrantDetail(deps, await loadGrant(deps, digestHex(id)));
    },
    checkGrant: async (id, input) => printOwnDecision(deps, id, await checkGrant(deps, digestHex(id), named(input))),
    refuseGrant: (actor, id, input) => act(id, (hex) => refuseGrant(deps, actor, hex, input)),
    offerGrant: async (actor, id, input) => {
      const lane = await offerLane(reader, digestHex(id));
      return act(id, (hex) => offerGrant(deps, actor, hex, named(input ?? {})), undefined, lane);
    },
    countersignGrant: (actor, id, waitMs, price) => act(id, (hex) => countersignGrant(deps, actor, hex, price), waitMs),
    declineGrant: (actor, id, note) => act(id, (hex) => declineGrant(deps, actor, hex, { reason: 'OTHER', note })),
    suspendGrant: (actor, id, reason, note) => act(id, (hex) => suspendGrant(deps, actor, hex, { reason, note })),
    resumeGrant: (actor, id, input) => act(id, (hex) => resumeGrant(deps, actor, hex, named(input))),
    revokeGrant: (actor, id, reason, note) => act(id, (hex) => revokeGrant(deps, actor, hex, { reason, note })),
  };
}

async function listViews({ deps }: Office, rows: readonly GrantRow[]): Promise<readonly GrantView[]> {
  return (await loadGrants(deps, rows)).map(printGrant);
}

/** The attestation of new persons, as digests are named inside. */
function named<T extends OfferInput>(input: T): T {
  const { newPersons } = input;
  if (newPersons === undefined) return input;
  return { ...input, newPersons: { ...newPersons, attestation: digestHex(newPersons.attestation) } };
}
