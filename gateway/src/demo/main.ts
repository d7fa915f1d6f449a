/** `npm run demo`: two exchanges on this machine agree, exchange signed listings and form a grant that both signed. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Commands, DemoFailure, type DemoIo } from './commands.js';
import { initDemoNode, type ServingNode, serveDemoNode } from './demo-node.js';
import { DEMO_HELP, type DemoOptions, parseDemoOptions } from './options.js';
import { type DemoReport, describeReport } from './report.js';
import { type GrantShown, type Imported, Story } from './story.js';

/** Runs the demo and returns the exit code. */
export async function main(io: DemoIo): Promise<number> {
  const options = parseDemoOptions(io);
  if (typeof options === 'string') {
    io.err(`demo: ${options}\n${DEMO_HELP}`);
    return 2;
  }
  const dir = await mkdtemp(join(tmpdir(), 'selat-demo-'));
  const running: ServingNode[] = [];
  try {
    const report = await play(io, options, dir, running);
    io.out(options.json ? `${JSON.stringify(report)}\n` : describeReport(report));
    if (options.keep) await stayUp(io, running, dir);
    return 0;
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error;
    io.err(`demo: ${error.message}\n`);
    return 1;
  } finally {
    await Promise.all(running.map((node) => node.stop()));
    if (!options.keep) await rm(dir, { recursive: true, force: true });
  }
}

async function stayUp(io: DemoIo, running: readonly ServingNode[], dir: string): Promise<void> {
  io.err(`Folders: ${dir}\n`);
  for (const { exchange, pid, apiUrl } of running) io.err(`${exchange}: pid ${pid}, ${apiUrl}\n`);
  io.err('Up until Ctrl-C.\n');
  await io.untilInterrupted();
}

/** Says what is going on: to people on stdout, beside JSON on stderr. */
function progressOf(io: DemoIo, { json }: DemoOptions): (step: string, detail: string) => void {
  const write = json ? io.err : io.out;
  let step = 0;
  return (name, detail) => {
    step += 1;
    write(`${String(step).padStart(2)}  ${name.padEnd(11)} ${detail}\n`);
  };
}

async function play(io: DemoIo, options: DemoOptions, dir: string, running: ServingNode[]): Promise<DemoReport> {
  const startedAt = io.now();
  const say = progressOf(io, options);
  const passphraseFile = join(dir, 'passphrase');
  await writeFile(passphraseFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const commands = new Commands(io, { SELAT_KEY_PASSPHRASE_FILE: passphraseFile }, (line) => {
    if (options.printCommands) io.err(`    $ ${line}\n`);
  });
  say('init', 'szdex.example (CN, Ed25519 + SM2) and my.example (MY, Ed25519)');
  const made = await Promise.all([initDemoNode(commands, 'szdex', dir), initDemoNode(commands, 'my', dir)]);
  say('serve', 'two processes, mutual TLS, each its own folder, keys and log');
  const [szdex, my] = await Promise.all([serve(commands, made[0], running), serve(commands, made[1], running)]);
  const story = new Story(commands, io.now, io.today());
  say('agree', 'fingerprints compared, keys pinned, agreement signed by both');
  await story.agree(szdex, my);
  const published = await publishBoth(io, options, story, { szdex, my }, say);
  const { product, grant, refused } = await trade(story, { szdex, my }, say);
  say('verify', 'the grant, offline, against the two fingerprints');
  const verifiedOffline = await story.verifyOffline(szdex, grant.id, [szdex, my], dir);
  const logs = Object.fromEntries(
    await Promise.all([szdex, my].map(async (node) => [node.name, await logOf(story, node)])),
  );
  return {
    nodes: [szdex, my].map(({ exchange, pid, dir: own, federationUrl, apiUrl }) => ({
      id: exchange,
      pid,
      dir: own,
      federationUrl,
      apiUrl,
    })),
    listings: { szdex: published.szdex.published, my: published.my.published },
    rejected: published.my.rejected,
    product,
    grant: { id: grant.id, state: grant.state, signers: grant.signers, decisions: grant.decisions },
    refused,
    logs,
    verifiedOffline,
    elapsedMs: Math.round(io.now() - startedAt),
  };
}

async function serve(
  commands: Commands,
  made: Parameters<typeof serveDemoNode>[1],
  running: ServingNode[],
): Promise<ServingNode> {
  const node = await serveDemoNode(commands, made);
  running.push(node);
  return node;
}

interface Nodes {
  readonly szdex: ServingNode;
  readonly my: ServingNode;
}

/** A listing as the catalogue shows it. */
interface Product {
  readonly id: string;
  readonly titles: Readonly<Record<string, string>>;
}

interface Trade {
  readonly product: Product;
  readonly grant: GrantShown;
  readonly refused: DemoReport['refused'];
}

type Say = (step: string, detail: string) => void;

async function publishBoth(
  io: DemoIo,
  { catalogue }: DemoOptions,
  story: Story,
  { szdex, my }: Nodes,
  say: Say,
): Promise<Record<'szdex' | 'my', Imported>> {
  say('members', 'three in Shenzhen, two in Malaysia, each with a signed record');
  await Promise.all([
    story.join(szdex, 'harbour-data', 'en=Harbour Data (example)', 'provider'),
    story.join(szdex, 'green-mobility', 'en=Green Mobility (example)', 'provider'),
    story.join(szdex, 'pearl-analytics', 'en=Pearl Analytics (example)', 'consumer'),
    story.join(my, 'open-data', 'en=Open Data (example)', 'provider'),
    story.join(my, 'straits-logistics', 'en=Straits Logistics (example)', 'consumer'),
  ]);
  const examples = join(io.root, 'examples');
  const malaysian = catalogue ?? join(examples, 'malaysia', 'catalogue');
  say('publish', 'catalogues under licence terms; Shenzhen reviews each: legal, technical, compliance');
  const [fromSzdex, fromMy] = await Promise.all([
    publishInShenzhen(story, szdex, join(examples, 'shenzhen')),
    story.publish(my, 'datagovmy', malaysian, join(examples, 'malaysia')),
  ]);
  say('deliver', `${fromSzdex.published} listings to Malaysia, ${fromMy.published} to Shenzhen, each receipted`);
  await Promise.all([
    story.delivered(my, szdex.exchange, fromSzdex.published),
    story.delivered(szdex, my.exchange, fromMy.published),
  ]);
  return { szdex: fromSzdex, my: fromMy };
}

/** Two officers beside the operator who imports: a reviewer, and one for compliance. */
async function publishInShenzhen(story: Story, szdex: ServingNode, layers: string): Promise<Imported> {
  const [reviewer, compliance] = await Promise.all([
    story.appoint(szdex, 'mei', 'reviewer'),
    story.appoint(szdex, 'lin', 'compliance'),
  ]);
  const reviews = { legal: compliance, technical: reviewer, compliance };
  return story.publishReviewed(szdex, 'selat', join(layers, 'catalogue.yaml'), layers, reviews);
}

async function firstListing(story: Story, node: ServingNode, exchange: string): Promise<Product> {
  const page = await story.on<{ items: readonly Product[] }>(node, [
    'listing',
    'list',
    '--exchange',
    exchange,
    '--limit',
    '1',
  ]);
  const [listing] = page.items;
  if (listing === undefined) throw new DemoFailure(`${node.exchange} has no listing of ${exchange}`);
  return listing;
}

async function trade(story: Story, nodes: Nodes, say: Say): Promise<Trade> {
  const { szdex, my } = nodes;
  say('request', 'Shenzhen asks for a Malaysian product on behalf of its consumer');
  const product = await firstListing(story, szdex, my.exchange);
  const requested = await story.request(szdex, `${szdex.exchange}/p/pearl-analytics`, product.id);
  await story.reached(my, requested.id, 'requested');
  say('sign', 'Malaysia signs the grant and offers it');
  const offered = await story.on<GrantShown>(my, ['grant', 'offer', requested.id]);
  await story.reached(szdex, offered.id, 'offered');
  say('countersign', 'Shenzhen signs the same bytes, Ed25519 + SM2: it is active');
  await story.on(szdex, ['grant', 'countersign', offered.id]);
  await Promise.all([story.reached(szdex, offered.id, 'active'), story.reached(my, offered.id, 'active')]);
  say('hold', 'Malaysia suspends it, which holds on both sides, and resumes it');
  say('refuse', 'Shenzhen refuses a Malaysian request and names the cure');
  const [grant, refused] = await Promise.all([hold(story, nodes, offered.id), refuse(story, nodes)]);
  return { product, grant, refused };
}

/** Suspends and resumes from one side, and sees both on the other. */
async function hold(story: Story, { szdex, my }: Nodes, id: string): Promise<GrantShown> {
  await story.on(my, ['grant', 'suspend', id, '--reason', 'SUSPECTED_BREACH']);
  await story.reached(szdex, id, 'suspended');
  await story.on(my, ['grant', 'resume', id]);
  return story.reached(szdex, id, 'active');
}

async function refuse(story: Story, { szdex, my }: Nodes): Promise<DemoReport['refused']> {
  const wanted = await firstListing(story, my, szdex.exchange);
  const requested = await story.request(my, `${my.exchange}/p/straits-logistics`, wanted.id);
  await story.reached(szdex, requested.id, 'requested');
  const why = ['--reason', 'CONSUMER_NOT_ELIGIBLE', '--need', 'IDENTITY_VERIFICATION'];
  await story.on(szdex, ['grant', 'refuse', requested.id, ...why], [0, 1]);
  const refused = await story.reached(my, requested.id, 'refused');
  return { reason: refused.reason ?? '', needs: refused.needs };
}

async function logOf(story: Story, node: ServingNode): Promise<DemoReport['logs'][string]> {
  const { log } = await story.show(node);
  return { size: log.size, root: log.root, witnessedBy: [] };
}
