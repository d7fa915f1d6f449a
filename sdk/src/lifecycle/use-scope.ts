import type { LicenceTerms, UseScope } from '../model/index.js';
import { findDifference } from './difference.js';

/** Stands for every place in a territory. */
const ANYWHERE = 'ZZ';

/** A part of a scope that something wider does not cover. */
export interface Excess {
  /** Path of the .proto file, from the document on. */
  readonly path: string;
  /** Completes "it ...". */
  readonly why: string;
}

/** Returns the first part of a scope that the licence does not allow, or undefined. [GRT-2] */
export function findExcessOverTerms(scope: UseScope, terms: LicenceTerms): Excess | undefined {
  return (
    findForeign(scope.actions, terms.actions, 'scope.actions', 'the licence') ??
    findForeign(scope.purposes, terms.purposes, 'scope.purposes', 'the licence') ??
    findOutside(scope.processingPlaces, terms.territoryOfProcessing, 'scope.processing_places') ??
    findOnwardExcess(scope, terms) ??
    findVolumeExcess(scope.volume, terms.quotas)
  );
}

/** Returns the first part of an offered scope that the requested one does not hold, or undefined. [GRT-3] */
export function findExcessOverRequest(offered: UseScope, requested: UseScope): Excess | undefined {
  return (
    findForeign(offered.actions, requested.actions, 'scope.actions', 'the request') ??
    findForeign(offered.purposes, requested.purposes, 'scope.purposes', 'the request') ??
    findForeign(offered.processingPlaces, requested.processingPlaces, 'scope.processing_places', 'the request') ??
    findNewHop(offered, requested) ??
    findVolumeExcess(offered.volume, requested.volume)
  );
}

function findForeign(
  wanted: readonly string[],
  allowed: readonly string[],
  path: string,
  source: string,
): Excess | undefined {
  const foreign = wanted.find((item) => !allowed.includes(item));
  return foreign === undefined ? undefined : { path, why: `holds ${foreign}, which ${source} does not` };
}

function findOutside(places: readonly string[], territory: readonly string[], path: string): Excess | undefined {
  return territory.includes(ANYWHERE)
    ? undefined
    : findForeign(places, territory, path, 'the territory of the licence');
}

function findOnwardExcess({ onward }: UseScope, terms: LicenceTerms): Excess | undefined {
  if (onward.length > 0 && terms.onwardSupply === 'FORBIDDEN') {
    return { path: 'scope.onward', why: 'names hops, which the licence forbids' };
  }
  const countries = onward.map((hop) => hop.country);
  return findOutside(countries, terms.territoryOfUse, 'scope.onward');
}

function findNewHop(offered: UseScope, requested: UseScope): Excess | undefined {
  const isKnown = (hop: UseScope['onward'][number]) =>
    requested.onward.some((known) => findDifference(hop, known, '') === undefined);
  const index = offered.onward.findIndex((hop) => !isKnown(hop));
  return index < 0 ? undefined : { path: `scope.onward[${index}]`, why: 'is no hop of the request' };
}

type Volume = UseScope['volume'];

/** A volume without a ceiling for its unit and period is not limited by it. */
function findVolumeExcess(volume: Volume, ceilings: Volume): Excess | undefined {
  for (const [index, { unit, period, limit }] of volume.entries()) {
    const ceiling = ceilings.find((quota) => quota.unit === unit && quota.period === period);
    if (ceiling === undefined || limit <= ceiling.limit) continue;
    return { path: `scope.volume[${index}].limit`, why: `is ${limit}, more than ${ceiling.limit}` };
  }
  return undefined;
}
