/** What is to be done, over all legs and places, each thing once. */
import type { Explained, MissingNote, NeedNote, PlaceNote, RuleNote } from '@selat/sdk/compliance';

/** Something to get; each place that asks for it, with its rules. */
export interface NeedStep {
  readonly anyOf: readonly string[];
  readonly places: readonly { readonly jurisdiction: string; readonly rules: readonly RuleNote[] }[];
}

/** A fact to state. */
export interface FactStep {
  readonly path: string;
  readonly places: NeedStep['places'];
}

export interface NextSteps {
  readonly needs: readonly NeedStep[];
  readonly facts: readonly FactStep[];
  /** First day on which a PERMIT ends. */
  readonly until?: string;
  /** Whether every bar says what comes before a fresh request. */
  readonly canBeAskedAgain: boolean;
}

export function nextSteps({ legs, listing }: Explained): NextSteps {
  const places = [...legs.flatMap((leg) => leg.places), ...(listing?.places ?? [])];
  const until = places.flatMap(({ verdict }) => verdict.validUntil ?? []).sort()[0];
  return {
    needs: merged(places, 'needs', ({ anyOf }) => anyOf.join(' ')).map(([, note, by]) => ({
      anyOf: note.anyOf,
      places: by,
    })),
    facts: merged(places, 'missing', ({ path }) => path).map(([path, , by]) => ({ path, places: by })),
    ...(until === undefined ? {} : { until }),
    canBeAskedAgain: places
      .filter(({ verdict }) => verdict.outcome === 'DENY')
      .every((place) => place.deciding.every(({ duties }) => duties.length > 0)),
  };
}

interface Parts {
  readonly needs: NeedNote;
  readonly missing: MissingNote;
}

/** Notes of all places by key, with who asks. */
function merged<Part extends keyof Parts>(
  places: readonly PlaceNote[],
  part: Part,
  keyOf: (note: Parts[Part]) => string,
): readonly (readonly [string, Parts[Part], NeedStep['places']])[] {
  const byKey = new Map<string, { readonly note: Parts[Part]; readonly by: Map<string, readonly RuleNote[]> }>();
  for (const place of places) {
    for (const note of place[part] as readonly Parts[Part][]) {
      const found = byKey.get(keyOf(note)) ?? { note, by: new Map<string, readonly RuleNote[]>() };
      const known = found.by.get(place.jurisdiction) ?? [];
      const more = note.rules.filter(({ id }) => !known.some((rule) => rule.id === id));
      found.by.set(place.jurisdiction, [...known, ...more]);
      byKey.set(keyOf(note), found);
    }
  }
  return [...byKey].map(([key, { note, by }]) => [
    key,
    note,
    [...by].map(([jurisdiction, rules]) => ({ jurisdiction, rules })),
  ]);
}
