import { resolve } from 'node:path';
import { z } from 'zod';
import type { DraftInput, ItemResult, ListingView, NodeView } from '../../domain/use-cases.js';
import {
  CATALOGUE_FORMATS,
  type CatalogueFormat,
  describeProblem,
  encodeDraft,
  type ImportResult,
  importCatalogue,
  openCatalogueFile,
  openCatalogueFiles,
} from '../../import/index.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action, Call } from '../command.js';
import { flag, parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, oneLine } from '../output/table.js';
import { publishAll, saveAll } from './publish.js';

interface Rejected {
  readonly file: string;
  readonly reason: string;
}

/** What `import --json` prints. */
interface Report {
  /** Records met. */
  readonly read: number;
  /** Drafts made; with --publish those that the gateway stored. */
  readonly imported: number;
  readonly published: number;
  /** Listings that are prepared and wait for their provider's signature; absent where none does. */
  readonly awaiting?: number;
  /** Stored, and not published because reviews are missing. */
  readonly waiting?: number;
  readonly rejected: readonly Rejected[];
}

const given = z.object({
  paths: texts,
  format: z.custom<CatalogueFormat>((value) => typeof value === 'string' && Object.hasOwn(CATALOGUE_FORMATS, value)),
  terms: text.optional(),
  overlay: text.optional(),
  exchange: text.optional(),
  validityDays: wholeNumber(1, 3653),
  draft: flag,
  publish: flag,
});

type Given = z.output<typeof given>;

export const importListings: Action = async (call) => {
  const wanted = parseGiven(given, call);
  const client = wanted.publish || wanted.draft ? await openClient(call) : undefined;
  const drafted = await draft(wanted, call, client);
  const report = client === undefined ? offline(drafted) : await send(drafted, client, wanted.publish);
  return outcome(report, wanted, drafted, call);
};

/** Publishes only what is a listing already: a slip in an id must not make a new listing. */
export const reviseListings: Action = async (call) => {
  const wanted = parseGiven(given, call);
  const client = await openClient(call);
  const drafted = await draft(wanted, call, client);
  const unknown: Rejected[] = [];
  const known: (typeof drafted.drafts)[number][] = [];
  for (const each of drafted.drafts) {
    if (await isListed(client, each.id)) known.push(each);
    else unknown.push({ file: sourceOf(each), reason: `cannot revise ${each.id}: it is not listed yet` });
  }
  const narrowed = { ...drafted, drafts: known, rejected: [...drafted.rejected, ...unknown] };
  return outcome(await send(narrowed, client, true), { draft: true, publish: true }, narrowed, call);
};

async function draft(wanted: Given, call: Call, client: ApiClient | undefined): Promise<ImportResult> {
  const { cwd, clock } = call.io;
  const file = (path: string | undefined) => (path === undefined ? undefined : openCatalogueFile(resolve(cwd, path)));
  return importCatalogue({
    format: wanted.format,
    files: openCatalogueFiles(
      wanted.paths.map((path) => resolve(cwd, path)),
      wanted.format,
    ),
    terms: file(wanted.terms),
    overlay: file(wanted.overlay),
    exchange: wanted.exchange ?? (await findExchange(call, client)),
    now: clock(),
    validityDays: wanted.validityDays,
  });
}

/** The gateway knows who it is; offline the configuration does. */
async function findExchange({ given: options, io }: Call, client: ApiClient | undefined): Promise<string> {
  if (client !== undefined) return (await client.get<NodeView>('/node')).exchange;
  const file = typeof options['config'] === 'string' ? options['config'] : io.env['SELAT_CONFIG'] || undefined;
  if (file === undefined) throw usage(['no exchange is named: give --exchange ID or --config FILE']);
  const { loadConfigWithoutKeys } = await import('../../config/index.js');
  return (await loadConfigWithoutKeys(resolve(io.cwd, file), io.env)).exchange.id;
}

function sourceOf({ provenance, id }: ImportResult['drafts'][number]): string {
  return provenance[0]?.reference.split('#')[0] || id;
}

/** The file of each draft by listing id; of a file with several records also which one. */
function namesOf(drafts: ImportResult['drafts']): ReadonlyMap<string, string> {
  const files = drafts.map(sourceOf);
  const isShared = (file: string) => files.indexOf(file) !== files.lastIndexOf(file);
  return new Map(
    drafts.map((each) => {
      const file = sourceOf(each);
      return [each.id, isShared(file) ? `${file}#${each.id.split('/').at(-1)}` : file];
    }),
  );
}

function offline({ read, drafts, rejected }: ImportResult): Report {
  return { read, imported: drafts.length, published: 0, rejected };
}

/** Stores the drafts in the gateway, and publishes those that it then has. */
async function send(
  { read, drafts, rejected }: ImportResult,
  client: ApiClient,
  isPublishing: boolean,
): Promise<Report> {
  const sources = namesOf(drafts);
  const inputs = drafts.map((each): DraftInput => {
    return { id: each.id, payload: encodeDraft(each).toString('base64'), source: sourceOf(each).slice(0, 512) };
  });
  const saved = await saveAll(client, inputs);
  const ids = saved.filter(({ ok }) => ok).map(({ id }) => id);
  const published = isPublishing ? await publishAll(client, ids) : [];
  const isWaiting = ({ error }: ItemResult) => error?.reason === 'LISTING_UNREVIEWED';
  const failed = [...saved, ...published]
    .filter((item) => !item.ok && !isWaiting(item))
    .map(({ id, error }) => {
      return { file: sources.get(id) ?? id, reason: error === undefined ? `cannot publish ${id}` : error.message };
    });
  const waiting = published.filter(isWaiting).length;
  const count = (results: typeof saved) => results.filter(({ ok }) => ok).length;
  const awaiting = published.filter(({ awaits }) => awaits !== undefined).length;
  return {
    ...{ read, imported: count(saved), published: count(published) - awaiting },
    ...(awaiting === 0 ? {} : { awaiting }),
    ...(waiting === 0 ? {} : { waiting }),
    rejected: [...rejected, ...failed],
  };
}

async function isListed(client: ApiClient, id: string): Promise<boolean> {
  try {
    await client.get<ListingView>(`/listings/${segment(id)}`);
    return true;
  } catch (error) {
    if (error instanceof Error && 'reason' in error && error.reason === 'LISTING_UNKNOWN') return false;
    throw error;
  }
}

type Sending = Pick<Given, 'draft' | 'publish'>;

function outcome(report: Report, sending: Sending, { notes }: ImportResult, { io, given: options }: Call) {
  if (options['json'] !== true) for (const note of notes) io.err(`note: ${oneLine(describeProblem(note))}\n`);
  const useful = sending.publish ? report.published + (report.awaiting ?? 0) : report.imported;
  const exit: 0 | 1 = useful > 0 || report.read === 0 ? 0 : 1;
  return { json: report, text: (style: Style) => describe(report, sending, style), exit };
}

function describe(report: Report, sending: Sending, style: Style): string {
  const { read, imported, published, awaiting, waiting, rejected } = report;
  const unsent = sending.draft
    ? 'none: without --publish drafts are stored only'
    : 'none: without --publish nothing is sent';
  const counts: [string, string | undefined][] = [
    ['read', String(read)],
    ['imported', String(imported)],
    ['published', sending.publish ? String(published) : unsent],
    ['awaiting', awaiting === undefined ? undefined : `${awaiting}, the signature of the provider`],
    ['waiting', waiting === undefined ? undefined : `${waiting} for reviews: selat review list --verdict OPEN`],
    ['rejected', String(rejected.length)],
  ];
  const reasons = rejected.map(({ file, reason }) => `  ${style.bad(oneLine(file))}\n    ${oneLine(reason)}\n`);
  return fields(counts, style) + reasons.join('');
}
