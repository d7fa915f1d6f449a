/** Which data sets must stay, which may move with what, and which may move freely. */
import type { Need, Outcome, Pack } from '@selat/sdk/compliance';
import { type Explained, explainFlow } from '@selat/sdk/compliance';
import { nextSteps } from '../preflight/next-steps.js';
import { assetFacts, type LineProblem, type MapSettings } from './asset-facts.js';
import type { Assumption } from './assumptions.js';
import { readCsv } from './read-csv.js';
import { readHeader } from './read-header.js';

export type AssetClass = 'MUST_STAY' | 'MOVES_WITH' | 'FREE';
export const CLASSES: readonly AssetClass[] = ['MUST_STAY', 'MOVES_WITH', 'FREE'];

const CLASS_OF: Readonly<Record<Outcome, AssetClass>> = { DENY: 'MUST_STAY', NEEDS: 'MOVES_WITH', PERMIT: 'FREE' };

export interface MappedAsset {
  readonly id: string;
  readonly name?: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly class: AssetClass;
  readonly outcome: Outcome;
  readonly needs: readonly Need[];
  /** Articles of what decided: where it must stay, of what bars it. */
  readonly citations: readonly string[];
  readonly ruleIds: readonly string[];
  readonly missingFacts: readonly string[];
  readonly duties: readonly string[];
  readonly validUntil?: string;
  readonly explained: Explained;
}

export interface DataMap {
  readonly asOf: string;
  readonly assets: readonly MappedAsset[];
  readonly problems: readonly LineProblem[];
  /** What was taken for granted for at least one data set. */
  readonly assumed: readonly Assumption[];
}

/** @param text CSV without byte order mark */
export function makeMap(packs: readonly Pack[], text: string, settings: MapSettings): DataMap {
  const { header, records, faults } = readCsv(text);
  const { bindings, problems } = readHeader(header);
  const { asOf } = settings;
  if (problems.length > 0) {
    return { asOf, assets: [], problems: problems.map((problem) => ({ line: header.line, problem })), assumed: [] };
  }
  const wrong: LineProblem[] = [...faults];
  const assumed = new Map<string, Assumption>();
  const lines = new Map<string, number>();
  const assets: MappedAsset[] = [];
  for (const record of records) {
    const read = assetFacts(record, bindings, settings);
    if ('problems' in read) {
      wrong.push(...read.problems);
      continue;
    }
    const { asset } = read;
    const other = lines.get(asset.id);
    if (other !== undefined) {
      wrong.push({ line: asset.line, problem: `has the id ${asset.id} of line ${other}` });
      continue;
    }
    lines.set(asset.id, asset.line);
    for (const one of asset.assumed) assumed.set(`${one.path} ${JSON.stringify(one.value)}`, one);
    assets.push(mapped(asset.id, asset.name, asset.line, explainFlow(packs, asset.facts)));
  }
  if (records.length === 0 && wrong.length === 0)
    wrong.push({ line: header.line, problem: 'stands alone: no data set follows' });
  return { asOf, assets, problems: wrong.sort((a, b) => a.line - b.line), assumed: [...assumed.values()] };
}

function mapped(id: string, name: string | undefined, line: number, explained: Explained): MappedAsset {
  const { outcome, legs } = explained;
  const places = legs.flatMap((leg) => leg.places);
  const telling = outcome === 'DENY' ? places.filter(({ verdict }) => verdict.outcome === 'DENY') : places;
  const { needs, facts, until } = nextSteps(explained);
  const all = (part: 'citations' | 'ruleIds' | 'duties') =>
    [...new Set(telling.flatMap(({ verdict }) => verdict[part]))].sort();
  return {
    ...{ id, line, outcome, class: CLASS_OF[outcome], explained },
    ...(name === undefined ? {} : { name }),
    from: legs[0]?.from ?? '',
    to: legs.at(-1)?.to ?? '',
    needs: outcome === 'DENY' ? [] : needs.map(({ anyOf }) => ({ anyOf })),
    citations: all('citations'),
    ruleIds: all('ruleIds'),
    missingFacts: facts.map(({ path }) => path),
    duties: all('duties'),
    ...(until === undefined || outcome !== 'PERMIT' ? {} : { validUntil: until }),
  };
}

/** Codes that the map names: what is needed, and the duties of what is free. */
export function codesIn(assets: readonly MappedAsset[]): readonly string[] {
  const named = assets.flatMap(({ needs, duties, outcome }) => [
    ...needs.flatMap(({ anyOf }) => anyOf),
    ...(outcome === 'PERMIT' ? duties : []),
  ]);
  return [...new Set(named)].sort();
}

/** As JSON, without what explains it. */
export function toMapJson({ asOf, assets, problems, assumed }: DataMap) {
  const counts = Object.fromEntries(CLASSES.map((name) => [name, assets.filter((one) => one.class === name).length]));
  return { asOf, assets: assets.map(({ explained, ...asset }) => asset), counts, problems, assumed };
}
