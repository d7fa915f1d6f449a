/** `npm run demo`: two exchanges on this machine agree, exchange signed listings and form a grant that both signed. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishBoth } from './catalogues.js';
import { Commands, DemoFailure, type DemoIo } from './commands.js';
import { comply } from './compliance.js';
import { initDemoNode, type ServingNode, serveDemoNode } from './demo-node.js';
import { installOwnPack, PACK_PUBLISHERS } from './laws.js';
import { DEMO_HELP, type DemoOptions, parseDemoOptions } from './options.js';
import { type DemoReport, describeReport } from './report.js';
import { type Nodes, type Say, Story } from './story.js';
import { trade } from './trade.js';

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
function progressOf(io: DemoIo, { json }: DemoOptions): Say {
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
  const { published, traded, shown, refused } = await tradeUnderLaws(io, options, story, { szdex, my }, say);
  const { product, grant } = traded;
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
    refused: { reason: refused.reason ?? '', needs: refused.needs },
    compliance: shown,
    logs,
    verifiedOffline,
    elapsedMs: Math.round(io.now() - startedAt),
  };
}

/** From the packs to the order: what the two exchanges do under the laws of both. */
async function tradeUnderLaws(io: DemoIo, options: DemoOptions, story: Story, nodes: Nodes, say: Say) {
  const { szdex, my } = nodes;
  say('packs', 'each signs and installs the rule pack of its own law');
  await Promise.all([szdex, my].map((node) => installOwnPack(story, node)));
  say('agree', 'keys pinned by fingerprint, agreement signed, whose packs count');
  await story.agree(szdex, my, PACK_PUBLISHERS);
  const published = await publishBoth(io, options, story, nodes, say);
  const traded = await trade(story, nodes, published.personal, say);
  return { published, traded, ...(await comply(io, story, nodes, published, traded, say)) };
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

async function logOf(story: Story, node: ServingNode): Promise<DemoReport['logs'][string]> {
  const { log } = await story.show(node);
  return { size: log.size, root: log.root, witnessedBy: [] };
}
