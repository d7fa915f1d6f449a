/** `preflight`: decisions on the worked cases of the packs that ship, without reading or printing. */
import { basename } from 'node:path';
import { evaluateFlow, readCases } from '@selat/sdk/compliance';
import { openPacks } from '../packs/open-packs.js';
import { packFoldersIn, readPackFolder, shippedPacks } from '../packs/pack-folders.js';
import type { BenchContext } from './context.js';
import { type Figure, quantile } from './measure.js';

const ROUNDS = 7;
/** Decisions of one round. */
const COUNT = 5_000;
const LEAST = 5_000;

/** One core decides on case after case; the median of the rounds. */
export async function benchPreflight({ now }: BenchContext): Promise<readonly Figure[]> {
  const packs = openPacks().map(({ pack }) => pack);
  const folders = packFoldersIn(shippedPacks()).map((dir) => readPackFolder(dir, basename(dir)));
  const flows = folders
    .flatMap(({ cases }) => cases.flatMap((file) => readCases(file).cases))
    .map(({ facts }) => facts);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = now();
    for (let at = 0; at < COUNT; at += 1) {
      const facts = flows[at % flows.length];
      if (facts !== undefined) evaluateFlow(packs, facts);
    }
    rates.push(COUNT / ((now() - startedAt) / 1000));
  }
  const value = quantile(rates, 0.5);
  return [{ name: 'preflight', value, unit: '1/s', target: '>= 5,000/s', isMet: value >= LEAST }];
}
