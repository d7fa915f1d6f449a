/** Two gateways whose agreement names the rule packs of both sides, with what they trade. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Listing, PersonalDataProfile, SourceStatement } from '@selat/proto/selat/v1/listing.js';
import { runCli } from '../../src/cli/run-cli.js';
import { shippedPacks } from '../../src/packs/pack-folders.js';
import { recordedIo } from '../cli/fake-io.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit } from '../support/hand-world.js';
import { type Body, makeNode, PASSPHRASE, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { accept, drained, propose, until } from '../support/two-nodes.js';

export interface DecidingNodes {
  readonly szdex: TestNode;
  readonly my: TestNode;
  close(): Promise<void>;
}

export const PUBLISHERS = [
  { jurisdiction: 'CN', publisher: 'szdex.example' },
  { jurisdiction: 'MY', publisher: 'my.example' },
];

/** Runs a command as the operator of a node, in its folder. */
export async function selat(node: TestNode, ...argv: string[]) {
  const { dir, officer } = node.made;
  const env = {
    SELAT_KEY_PASSPHRASE: PASSPHRASE,
    SELAT_API_URL: `http://${node.gateway.apiAddress}`,
    SELAT_API_TOKEN_FILE: officer.tokenFile,
    SELAT_CONFIG: node.made.config,
  };
  const io = recordedIo(dir, env, Date.now());
  const code = await runCli(argv, io);
  return Object.assign(io, { code });
}

/** Signs a pack that ships and installs it. */
export async function installPack(node: TestNode, id: string, ...options: string[]): Promise<void> {
  const sign = ['pack', 'sign', join(shippedPacks(), id), '--config', node.made.config, '--out', `${id}.json`];
  for (const argv of [
    [...sign, ...options],
    ['pack', 'install', `${id}.json`],
  ]) {
    const { code, stderr } = await selat(node, ...argv);
    if (code !== 0) throw new Error(stderr.join(''));
  }
}

/** Long enough to sign and install before it, short enough to wait for. */
const AHEAD_MS = 6_000;

/** Signs and installs the next version of a pack that ships, with more rules; it takes effect at once, nearly. */
export async function installSuccessor(node: TestNode, id: string, rules: string): Promise<void> {
  const dir = join(node.made.dir, `${id}-next`);
  cpSync(join(shippedPacks(), id), dir, { recursive: true });
  const header = join(dir, 'pack.yaml');
  writeFileSync(header, readFileSync(header, 'utf8').replace(/^version: .*$/m, 'version: 1.1.0'));
  writeFileSync(join(dir, 'rules-next.yaml'), rules);
  const { items } = (await node.get('/packs')).body;
  const before = items.find((item) => item.id === id)?.digest ?? '';
  const start = new Date(Date.now() + AHEAD_MS).toISOString();
  const next = ['--supersedes', before, '--takes-effect', start];
  const sign = ['pack', 'sign', dir, '--config', node.made.config, '--out', `${id}-next.json`, ...next];
  for (const argv of [sign, ['pack', 'install', `${id}-next.json`]]) {
    const { code, stderr } = await selat(node, ...argv);
    if (code !== 0) throw new Error(stderr.join(''));
  }
}

/** Both, in agreement, each with its own pack and that of the other. */
export async function openDecidingNodes(): Promise<DecidingNodes> {
  const folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  const [szdex, my] = [await runNode(a, { harness: true }), await runNode(b, { harness: true })];
  await Promise.all([installPack(szdex, 'cn'), installPack(my, 'my')]);
  await propose(szdex, my, { packPublishers: PUBLISHERS });
  await accept(my, szdex);
  for (const [node, members] of [
    [my, ['open-data', 'padi']],
    [szdex, ['harbour-data', 'green-mobility']],
  ] as const) {
    for (const slug of members) await admit(node, slug);
  }
  await Promise.all([drained(szdex), drained(my)]);
  const close = async () => {
    await Promise.all([szdex.gateway.stop(), my.gateway.stop()]);
    await folder.remove();
  };
  return { szdex, my, close };
}

type Product = NonNullable<Listing['product']>;

/** Publishes the first example listing of a side, with another product. @returns the listing as the other side knows it */
export async function publish(from: TestNode, to: TestNode, slug: string, over: Partial<Product> = {}): Promise<Body> {
  const side = from.made.exchange === 'my.example' ? 'malaysia' : 'shenzhen';
  const [draft] = exampleDrafts(side);
  const example = Listing.decode(Buffer.from(draft?.payload ?? '', 'base64'));
  const id = `${from.made.exchange}/l/${slug}`;
  const product = { ...example.product, ...over, id: `${from.made.exchange}/d/${slug}` } as Product;
  const payload = Buffer.from(Listing.encode({ ...example, id, product }).finish()).toString('base64');
  await from.post('/drafts', { drafts: [{ ...draft, id, payload }] });
  const { body } = await from.post('/listings/publish', { ids: [id] });
  if (body.items[0]?.['ok'] !== true) throw new Error(JSON.stringify(body));
  return until(async () => {
    const listing = await to.get(`/listings/${encodeURIComponent(id)}`);
    return listing.status === 200 ? listing.body : undefined;
  });
}

/** What is asked for on a listing. */
export function askingFor(listing: Body, consumer: string, place: string) {
  const [terms] = listing.terms;
  return {
    listing: listing.id,
    termsId: terms?.id,
    consumer,
    actions: terms?.actions.slice(0, 1),
    purposes: terms?.purposes.slice(0, 1),
    places: [place],
  };
}

/** What the provider knows of its customer records beside what the listing says. */
export const FACTS = {
  provider: {
    pdpaRegistration: 'REGISTERED',
    dpoAppointed: 'yes',
    dpoNotifiedOn: '2025-06-10',
    systematicMonitoring: 'no',
  },
  counts: { mySubjects: 60_000, mySensitiveSubjects: 0 },
  data: { commercial: 'yes', publicSectorOrigin: 'NONE' },
  notice: { myGiven: 'yes', myThirdPartyClass: 'yes', myPurpose: 'yes', myBilingual: 'yes' },
  consent: { transfer: 'no', withdrawn: 'no' },
  exemptionClaim: { type: 'NONE', necessary: 'no', individualIsParty: 'no' },
  retention: { purposeExhausted: 'no' },
};
/** Collected by the provider itself, of 5,000 persons: no public body opened it. */
export const PERSONAL = {
  personalData: PersonalDataProfile.fromPartial({ personal: 'yes', anonymised: 'no', persons: 5_000n }),
  sourceStatement: SourceStatement.fromPartial({
    kind: 'OWN_OPERATION',
    sources: ['own customers'],
    statement: [{ language: 'en', text: 'Collected from own customers' }],
    lawfullyObtained: 'yes',
  }),
};

/** The provider's exchange has seen an assessment of the transfer of `customers`, and says so. @returns the digest */
export async function attestTransfer(my: TestNode, over: object = {}): Promise<string> {
  const { body } = await my.post('/attestations', {
    instrument: 'MY_TIA',
    reference: 'TIA-1',
    subject: { kind: 'PRODUCT', id: 'my.example/d/customers' },
    scope: { countries: ['CN'] },
    conclusion: 'ADEQUATE',
    evidence: { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe 3' },
    issuedOn: '2026-02-02',
    ...over,
  });
  if (body.error !== undefined) throw new Error(JSON.stringify(body.error));
  return body.digest;
}
