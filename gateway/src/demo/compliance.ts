/** Where a law says NEEDS, where it says DENY, and where an authority says stop. Each is found out by the command of an officer. */
import { join } from 'node:path';
import type { Catalogues } from './catalogues.js';
import { DemoFailure, type DemoIo } from './commands.js';
import type { ServingNode } from './demo-node.js';
import type { GateShown } from './laws.js';
import type { GrantShown, Nodes, Say, Story } from './story.js';
import { checkBoth, firstListing, type Trade } from './trade.js';

/** What a law said of one flow, and what became of the grant. */
export interface Decided {
  readonly outcome: string;
  readonly articles: readonly string[];
  /** Lists of codes, of which one closes the gap. */
  readonly needs: readonly (readonly string[])[];
  /** State of the grant or request in the end, the same on both sides. */
  readonly grant: string;
}

/** All of it. */
export interface ComplianceShown {
  readonly gate: GateShown;
  readonly permit: Decided;
  /** With the instrument that was attested, and the request that took the place of the refused one. */
  readonly needs: Decided & { readonly attested: string; readonly refused: string; readonly supersededBy: string };
  readonly denied: Decided;
  readonly halt: Decided & { readonly order: string; readonly halted: string };
}

/** What a command that a law stops prints. */
interface Stopped {
  readonly error?: { readonly reason: string; readonly facts: Readonly<Record<string, string>> };
}

/** Plays the rest: three threads that do not wait for one another. */
export async function comply(
  io: DemoIo,
  story: Story,
  nodes: Nodes,
  { gate, personal, compliance }: Catalogues,
  { grant }: Trade,
  say: Say,
): Promise<{ readonly shown: ComplianceShown; readonly refused: GrantShown }> {
  const files = join(io.root, 'examples', 'compliance');
  say('check', 'what each law says of the grant: the articles');
  const articles = await checkBoth(story, nodes, grant);
  say('needs', 'personal data: refused with its needs, attested, asked for again');
  say('denied', 'a controlled item of Shenzhen: its law denies it');
  say('halt', 'an order of an authority holds the grant on both sides, and ends');
  const [needs, denied, halt] = await Promise.all([
    needsAssessment(story, nodes, personal, files, io.today()),
    deny(story, nodes, files),
    haltAndResume(story, nodes, grant.id, join(files, 'order.txt'), compliance),
  ]);
  const permit = { outcome: 'PERMIT', articles, needs: [], grant: halt.grant };
  return { shown: { gate, permit, needs: needs.shown, denied, halt }, refused: needs.refused };
}

/** An offer that the own law stops: its officer is told what it says, and nothing is sent. */
async function stoppedOffer(story: Story, node: ServingNode, id: string, facts: string) {
  const { error } = await story.on<Stopped>(node, ['grant', 'offer', id, '--facts', facts], [1]);
  const { outcome = '', articles = '', needs = '' } = error?.facts ?? {};
  const listed = (text: string, by: string) => (text === '' ? [] : text.split(by));
  return {
    reason: error?.reason ?? '',
    decided: {
      outcome,
      articles: listed(articles, '; '),
      needs: listed(needs, '; ').map((codes) => listed(codes, ' or ')),
    },
  };
}

async function needsAssessment(
  story: Story,
  { szdex, my }: Nodes,
  listing: string,
  files: string,
  today: string,
): Promise<{ readonly shown: ComplianceShown['needs']; readonly refused: GrantShown }> {
  const facts = join(files, 'bookings-facts.json');
  const consumer = `${szdex.exchange}/p/pearl-analytics`;
  const first = await story.request(szdex, consumer, listing);
  await story.reached(my, first.id, 'requested');
  const { reason, decided } = await stoppedOffer(story, my, first.id, facts);
  await story.on(my, ['grant', 'refuse', first.id, '--reason', reason, '--facts', facts]);
  const [refused] = await Promise.all([
    story.reached(szdex, first.id, 'refused'),
    story.on(my, [
      ...['attest', 'issue', '--instrument', 'MY_TIA', '--subject', listing, '--reference', 'TIA 2026-4'],
      ...['--evidence', join(files, 'evidence.txt'), '--issued-on', today],
      ...['--conclusion', 'ADEQUATE', '--country', 'CN'],
    ]),
  ]);
  const again = await story.request(szdex, consumer, listing, ['--supersedes', first.id]);
  await story.reached(my, again.id, 'requested');
  const offered = await story.on<GrantShown>(my, ['grant', 'offer', again.id, '--facts', facts]);
  await story.reached(szdex, offered.id, 'offered');
  await story.on(szdex, ['grant', 'countersign', offered.id]);
  const { state } = await story.reached(my, offered.id, 'active');
  const shown = { ...decided, grant: state, attested: 'MY_TIA', refused: first.id, supersededBy: again.id };
  return { shown, refused };
}

async function deny(story: Story, { szdex, my }: Nodes, files: string): Promise<Decided> {
  const facts = join(files, 'controlled-facts.json');
  const wanted = await firstListing(story, my, szdex.exchange, '');
  const requested = await story.request(my, `${my.exchange}/p/straits-logistics`, wanted.id);
  await story.reached(szdex, requested.id, 'requested');
  const { reason, decided } = await stoppedOffer(story, szdex, requested.id, facts);
  await story.on(szdex, ['grant', 'refuse', requested.id, '--reason', reason, '--facts', facts]);
  const { state } = await story.reached(my, requested.id, 'refused');
  return { ...decided, grant: state };
}

/** Transcribes an order and its end, and sees both on both sides. */
async function haltAndResume(
  story: Story,
  { szdex, my }: Nodes,
  grant: string,
  original: string,
  officer: string,
): Promise<ComplianceShown['halt']> {
  const article = 'Order 11 Art 17';
  const paper = ['--basis', article, '--original', original, '--as', officer];
  const both = (state: string) => Promise.all([szdex, my].map((node) => story.reached(node, grant, state)));
  const { id } = await story.on<{ id: string }>(szdex, [
    ...['order', 'halt', '--authority', 'cac', '--grant', grant, '--reference', '2026-118', ...paper],
  ]);
  const [held] = await both('suspended');
  await story.on(szdex, ['order', 'resume', id, '--reference', '2026-131', ...paper]);
  const [active] = await both('active');
  if (held === undefined || active === undefined) throw new DemoFailure(`nobody shows grant ${grant}`);
  return { outcome: 'HALT', articles: [article], needs: [], grant: active.state, order: id, halted: held.state };
}
