/** Finds the word that somebody meant. */

/** The known word that is nearest, at most two letters away; case does not count. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const near = known
    .map((name) => ({ name, away: distance(lower, name.toLowerCase()) }))
    .filter(({ away }) => away <= 2);
  return near.sort((a, b) => a.away - b.away)[0]?.name;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  [...a].forEach((letter, i) => {
    const next = [i + 1];
    for (let k = 0; k < b.length; k++) {
      const swap = (row[k] ?? 0) + (letter === b[k] ? 0 : 1);
      next.push(Math.min(swap, (row[k + 1] ?? 0) + 1, (next[k] ?? 0) + 1));
    }
    row = next;
  });
  return row[b.length] ?? 0;
}
