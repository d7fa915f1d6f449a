/** `grant.latency.*` and `grant.throughput`: from an officer's request to a grant that is active and logged on both sides. */
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import type { BenchContext } from './context.js';
import { type Counter, countsBetween, openCounter, type PointCounts } from './counts.js';
import { type Api, filesOf, type Gateways, openApiOf, openGateways } from './gateways.js';
import { type Figure, quantile, rateOf } from './measure.js';
import { rawBatchMs } from './raw.js';

const WARM_UP = 30;
const ONE_BY_ONE = 200;
const COUNTED = 20;
const IN_FLIGHT = 64;
const SIDE_BY_SIDE = 640;
const ROUND_TRIPS = 400;

/** Between two looks at an act that was not answered while its verb waited, milliseconds. */
const LOOK_MS = 20;

interface GrantShown {
  readonly id: string;
  readonly state: string;
  /** Acts of this side that the other has not answered yet. */
  readonly pending: readonly string[];
}

interface ListingShown {
  readonly id: string;
  readonly terms: readonly {
    readonly id: string;
    readonly actions: readonly string[];
    readonly purposes: readonly string[];
  }[];
}

/** Forms one grant. @throws Error unless it ends active on both sides */
type FormGrant = () => Promise<void>;

const pathOf = (grant: string): string => `/grants/${encodeURIComponent(grant)}`;

/** On a busy machine a verb answers before the peer does: the peer's officer can act only once the document is there. */
async function answered(api: Api, shown: GrantShown): Promise<GrantShown> {
  let latest = shown;
  while (latest.pending.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    latest = await api.get<GrantShown>(pathOf(shown.id));
  }
  return latest;
}

async function openTrade({ szdex, my, story }: Gateways, root: string): Promise<{ consumer: Api; form: FormGrant }> {
  const layers = `${root}/examples/malaysia`;
  const { published } = await story.publish(my, 'datagovmy', `${layers}/catalogue`, layers);
  await story.delivered(szdex, my.exchange, published);
  const [consumer, provider] = await Promise.all([openApiOf(szdex), openApiOf(my)]);
  const page = await consumer.get<{ items: readonly ListingShown[] }>(`/listings?exchange=${my.exchange}&limit=1`);
  const id = page.items[0]?.id ?? '';
  const listing = await consumer.get<ListingShown>(`/listings/${encodeURIComponent(id)}`);
  const [terms] = listing.terms;
  const request = {
    ...{ listing: id, termsId: terms?.id, consumer: `${szdex.exchange}/p/pearl-analytics`, places: ['CN'] },
    ...{ actions: terms?.actions.slice(0, 1), purposes: terms?.purposes.slice(0, 1) },
  };
  const form = async () => {
    const requested = await answered(consumer, await consumer.post<GrantShown>('/grants', request));
    const offered = await answered(provider, await provider.post<GrantShown>(`${pathOf(requested.id)}/offer`));
    const active = await consumer.post<GrantShown>(`${pathOf(offered.id)}/countersign`, { waitMs: 30_000 });
    if (active.state !== 'active') throw new Error(`the grant is ${active.state}, not active`);
  };
  return { consumer, form };
}

/** Raw cost of each kind of step on this machine, milliseconds. */
interface RawCosts {
  readonly batch: number;
  readonly roundTrip: number;
  readonly sign: Readonly<Record<string, number>>;
  readonly verify: Readonly<Record<string, number>>;
}

async function rawCosts(context: BenchContext, consumer: Api): Promise<RawCosts> {
  const { random, now } = context;
  const each = async (count: number, operate: () => Promise<unknown>) => {
    const startedAt = now();
    for (let at = 0; at < count; at += 1) await operate();
    return (now() - startedAt) / count;
  };
  const sign: Record<string, number> = {};
  const verify: Record<string, number> = {};
  const { verifySignature } = await import('@selat/sdk/keys');
  for (const alg of ['Ed25519', 'SGD_SM3_SM2'] as const) {
    const key = generatePrivateKey(alg, random);
    const input = random(4_096);
    const signer = localSigner(key);
    const signature = await signer.sign(input);
    sign[alg] = await each(300, () => signer.sign(input));
    verify[alg] = await each(300, async () => verifySignature(key.publicKey, input, signature));
  }
  const roundTrip = await each(ROUND_TRIPS, () => consumer.ping());
  return { batch: rawBatchMs(context, context.dir, 300), roundTrip, sign, verify };
}

/** What one flow cost at least, from the counts of both gateways. */
function limitOf(counts: readonly PointCounts[], flows: number, raw: RawCosts): number {
  const total = (point: string) => counts.reduce((sum, each) => sum + (each.get(point) ?? 0), 0) / flows;
  const both = (costs: RawCosts['sign']) => ((costs['Ed25519'] ?? 0) * 2 + (costs['SGD_SM3_SM2'] ?? 0)) / 2;
  const batches = total('commit:after-tx') * raw.batch;
  // Each batch signs its head; each receipt, and each of the three acts, is signed by one side with one key, by the other with two.
  const signatures =
    total('commit:after-tx') * (raw.sign['Ed25519'] ?? 0) + (total('receipt:before-sign') + 3) * both(raw.sign);
  const verifications = (total('receive:verified') + total('send:answered')) * both(raw.verify);
  const trips = (total('send:before-stream') + 3) * raw.roundTrip;
  return batches + signatures + verifications + trips;
}

/** Counts what a flow performs, with gateways that stop at each point to be counted: nothing is timed here. */
async function countFlows(context: BenchContext): Promise<readonly PointCounts[]> {
  const gateways = await openGateways(context, 'counted', ['--harness']);
  const { szdex, my, commands } = gateways;
  const counters: Counter[] = [];
  try {
    const { form } = await openTrade(gateways, context.root);
    for (const node of [szdex, my]) {
      counters.push(openCounter(node, await filesOf(node, commands, context), context));
    }
    const read = () => Promise.all(counters.map((counter) => counter.read()));
    const before = await read();
    for (let at = 0; at < COUNTED; at += 1) await form();
    const after = await read();
    return after.map((each, at) => countsBetween(before[at] ?? new Map(), each));
  } finally {
    for (const counter of counters) counter.close();
    await gateways.stop();
  }
}

async function timeEach({ now }: BenchContext, form: FormGrant): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < WARM_UP + ONE_BY_ONE; at += 1) {
    const startedAt = now();
    await form();
    times.push(now() - startedAt);
  }
  return times.slice(WARM_UP);
}

/** One grant at a time, then 64 in flight. */
export async function benchGrants(context: BenchContext): Promise<readonly Figure[]> {
  const counts = await countFlows(context);
  const gateways = await openGateways(context, 'grants');
  try {
    const { consumer, form } = await openTrade(gateways, context.root);
    const times = await timeEach(context, form);
    const limit = limitOf(counts, COUNTED, await rawCosts(context, consumer));
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
    const rate = await rateOf(context, { count: SIDE_BY_SIDE, inFlight: IN_FLIGHT }, form);
    const latency = (name: string, value: number, most: number): Figure => {
      const wanted = { target: `<= ${most} ms`, isMet: value <= most };
      return { name, value, unit: 'ms', limit, ratio: value / limit, ...wanted };
    };
    return [
      latency('grant.latency.p50', p50, 15),
      latency('grant.latency.p99', p99, 60),
      { name: 'grant.throughput', value: rate, unit: '1/s', target: '>= 500/s', isMet: rate >= 500 },
    ];
  } finally {
    await gateways.stop();
  }
}
