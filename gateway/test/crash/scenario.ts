/** The story that every run tells: acts in order, each with the question whether its effect is there. */
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { type LiveNode, Refused } from './live-node.js';
import type { Side } from './node-home.js';

/** Both nodes of one run. */
export type World = Readonly<Record<Side, LiveNode>>;

/** One act of an officer. */
export interface Act {
  readonly name: string;
  perform(world: World): Promise<unknown>;
  /** Looks whether the act took effect; asked after an interruption, when nothing waits to be delivered. */
  isDone(world: World): Promise<boolean>;
}

const WAIT_MS = 20_000;
const member = (side: Side) => (side === 'my' ? 'open-data' : 'harbour-data');

const drafts = { my: exampleDrafts('malaysia'), szdex: exampleDrafts('shenzhen') };

function draftOf(side: Side, at: number) {
  const draft = drafts[side][at];
  if (draft === undefined) throw new Error(`the examples of ${side} have no record ${at}`);
  return draft;
}

/** The first listing of each kind of act. */
const LISTED = { main: draftOf('my', 0), other: draftOf('my', 1), theirs: draftOf('szdex', 0) };

function revised({ payload, ...draft }: ReturnType<typeof draftOf>) {
  const { product, ...listing } = Listing.decode(Buffer.from(payload, 'base64'));
  if (product === undefined) throw new Error(`the example ${draft.id} has no product`);
  const titles = product.titles.map(({ language, text }) => ({ language, text: `${text} (2)` }));
  const next = Listing.encode(Listing.fromPartial({ ...listing, product: { ...product, titles } })).finish();
  return { ...draft, payload: Buffer.from(next).toString('base64') };
}

const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;

interface Stated {
  readonly state: string;
}
type Page<T> = { readonly items: readonly T[] };

/** What a node says of one thing; undefined where it does not know it. */
async function find<T>(node: LiveNode, path: string): Promise<T | undefined> {
  try {
    return await node.get<T>(path);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

function agreementActs(): Act[] {
  const proposal = { days: 365, governingLaw: 'SG', forum: 'SIAC', seat: 'Singapore', seatCountry: 'SG' };
  const agreement = async (node: LiveNode, peer: string) => {
    const found = await find<{ readonly agreements: readonly Stated[] }>(node, `/peers/${peer}`);
    return found?.agreements[0]?.state;
  };
  const introduce = ({ home }: LiveNode) => ({ descriptor: home.descriptor, fingerprint: home.fingerprint });
  return [
    {
      name: 'szdex proposes',
      perform: ({ szdex, my }) => szdex.post('/peers/propose', { ...introduce(my), ...proposal }),
      isDone: async ({ szdex }) => (await agreement(szdex, 'my.example')) !== undefined,
    },
    {
      name: 'my accepts',
      perform: ({ szdex, my }) => my.post('/peers/accept', { ...introduce(szdex), waitMs: WAIT_MS }),
      isDone: async ({ my }) => (await agreement(my, 'szdex.example')) === 'in-force',
    },
  ];
}

function memberActs(side: Side): Act[] {
  const slug = member(side);
  const id = `${side}.example/p/${slug}`;
  const country = side === 'my' ? 'MY' : 'CN';
  const names = [{ language: 'en', text: `Example member ${slug}` }];
  const state = async (world: World) => (await find<Stated>(world[side], at('/participants', id)))?.state;
  return [
    {
      name: `${side} registers a member`,
      perform: (world) =>
        world[side].post('/participants', { slug, names, country, roles: ['provider', 'consumer'], externalIds: [] }),
      isDone: async (world) => (await state(world)) !== undefined,
    },
    {
      name: `${side} approves it`,
      perform: (world) =>
        world[side].post(`${at('/participants', id)}/approve`, { method: 'TEST_ONLY', checkedOn: '2026-01-05' }),
      isDone: async (world) => (await state(world)) === 'active',
    },
  ];
}

interface Outcome {
  readonly ok: boolean;
  readonly error?: { readonly message: string };
}

/** Posts what has an outcome for each of many, here for one. */
async function postOne(node: LiveNode, path: string, body: unknown): Promise<void> {
  const { items } = await node.post<Page<Outcome>>(path, body);
  for (const { ok, error } of items) if (!ok) throw new Error(`POST ${path}: ${error?.message}`);
}

function listingActs(side: Side, draft: ReturnType<typeof draftOf>, revision: number): Act[] {
  const what = `${draft.id} revision ${revision}`;
  return [
    {
      name: `${side} drafts ${what}`,
      perform: (world) => postOne(world[side], '/drafts', { drafts: [draft] }),
      isDone: async (world) => {
        const { items } = await world[side].get<Page<Stated & { id: string }>>('/drafts?limit=100');
        return items.find(({ id }) => id === draft.id)?.state === 'draft';
      },
    },
    {
      name: `${side} publishes ${what}`,
      perform: (world) => postOne(world[side], '/listings/publish', { ids: [draft.id] }),
      isDone: async (world) => {
        const listing = await find<{ readonly revision: number }>(world[side], at('/listings', draft.id));
        return listing?.revision === revision;
      },
    },
  ];
}

function suspendListing(side: Side, { id }: { readonly id: string }): Act {
  return {
    name: `${side} suspends ${id}`,
    perform: (world) => world[side].post(`${at('/listings', id)}/suspend`, { reason: 'QUALITY' }),
    isDone: async (world) => (await find<Stated>(world[side], at('/listings', id)))?.state === 'suspended',
  };
}

interface Grant extends Stated {
  readonly id: string;
  readonly listing: string;
}

async function findGrant(node: LiveNode, listing: string): Promise<Grant | undefined> {
  const { items } = await node.get<Page<Grant>>('/grants?limit=100');
  return items.find((grant) => grant.listing === listing);
}

function grantRequest({ id: listing }: { readonly id: string }): Act {
  return {
    name: `szdex requests a grant of ${listing}`,
    perform: async ({ szdex }) => {
      const { terms } = await szdex.get<{ readonly terms: readonly { readonly id: string }[] }>(
        at('/listings', listing),
      );
      const consumer = `szdex.example/p/${member('szdex')}`;
      const scope = { actions: ['QUERY'], purposes: ['market-analysis'], places: ['CN'] };
      return szdex.post('/grants', { listing, termsId: terms[0]?.id, consumer, ...scope });
    },
    isDone: async ({ szdex }) => (await findGrant(szdex, listing)) !== undefined,
  };
}

/** @param state in which the grant then is, on the side that acts */
function grantAct(
  side: Side,
  verb: string,
  body: object,
  state: string,
  { id: listing }: { readonly id: string },
): Act {
  return {
    name: `${side} does ${verb} the grant of ${listing}`,
    perform: async (world) => {
      const grant = await findGrant(world[side], listing);
      return world[side].post(`/grants/${grant?.id}/${verb}`, body);
    },
    isDone: async (world) => (await findGrant(world[side], listing))?.state === state,
  };
}

/** The whole story, from two strangers to an ended grant. */
export function storyActs(): readonly Act[] {
  const { main, other, theirs } = LISTED;
  return [
    ...agreementActs(),
    ...memberActs('my'),
    ...memberActs('szdex'),
    ...listingActs('my', main, 1),
    ...listingActs('my', other, 1),
    ...listingActs('szdex', theirs, 1),
    ...listingActs('my', revised(main), 2),
    grantRequest(main),
    grantAct('my', 'offer', {}, 'offered', main),
    grantAct('szdex', 'countersign', { waitMs: WAIT_MS }, 'active', main),
    grantAct('my', 'suspend', { reason: 'SUSPECTED_BREACH' }, 'suspended', main),
    grantAct('my', 'resume', {}, 'active', main),
    grantRequest(other),
    grantAct('my', 'refuse', { reason: 'COMPLIANCE_NEEDS', needs: [['CN_SC']] }, 'refused', other),
    suspendListing('szdex', theirs),
    grantAct('szdex', 'revoke', { reason: 'CONVENIENCE' }, 'ended', main),
  ];
}
