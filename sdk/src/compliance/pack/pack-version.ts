/** Order of versions, as Semantic Versioning 2.0.0 section 11 gives it. [CMP-21] */

/** Negative where `a` comes before `b`, 0 where neither comes first: build metadata does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  const core = compareLists(left.core, right.core);
  if (core !== 0) return core;
  // What has no pre-release part comes after all that has one.
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return compareLists(left.pre, right.pre);
}

function partsOf(version: string): { readonly core: readonly string[]; readonly pre: readonly string[] } {
  const [plain = ''] = version.split('+');
  const at = plain.indexOf('-');
  const core = at < 0 ? plain : plain.slice(0, at);
  return { core: core.split('.'), pre: at < 0 ? [] : plain.slice(at + 1).split('.') };
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    const order = compareParts(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value and before words, words by their characters. */
function compareParts(a: string, b: string): number {
  const [isLeft, isRight] = [a, b].map((part) => /^\d+$/.test(part));
  if (isLeft !== isRight) return isLeft === true ? -1 : 1;
  if (isLeft === true && a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}
