/** Text in the form that the protocol demands [DOC-10], and nothing more: NFC, \n between lines, no control character, no U+FEFF. */

/** One text that was changed. */
export interface TextChange {
  readonly path: readonly PropertyKey[];
  /** What was done, such as `control characters removed`. */
  readonly what: string;
}

/** A tree of plain values after normalisation. */
export interface NormalisedTree {
  readonly tree: unknown;
  readonly changes: readonly TextChange[];
  /** Texts that have no valid form. */
  readonly faults: readonly TextChange[];
}

const STEPS: readonly { readonly what: string; readonly apply: (text: string) => string }[] = [
  { what: 'line ends written as \\n', apply: (text) => text.replaceAll('\r\n', '\n') },
  { what: 'tabs written as spaces', apply: (text) => text.replaceAll('\t', ' ') },
  { what: 'control characters removed', apply: (text) => text.replace(/[^\P{Cc}\n]/gu, '') },
  { what: 'U+FEFF removed', apply: (text) => text.replaceAll('\uFEFF', '') },
  { what: 'written in NFC', apply: (text) => text.normalize('NFC') },
];

/** Normalises one text. */
export function normaliseText(text: string): { readonly text: string; readonly what: readonly string[] } {
  let current = text;
  const what: string[] = [];
  for (const step of STEPS) {
    const next = step.apply(current);
    if (next !== current) what.push(step.what);
    current = next;
  }
  return { text: current, what };
}

/** Normalises every text value of a tree; keys stay as they are, since a mistaken key is reported by its name. */
export function normaliseTree(value: unknown): NormalisedTree {
  const changes: TextChange[] = [];
  const faults: TextChange[] = [];
  const visit = (node: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof node === 'string') {
      if (/\p{Surrogate}/u.test(node))
        faults.push({ path, what: 'has half of a surrogate pair; write the whole character' });
      const { text, what } = normaliseText(node);
      if (what.length > 0) changes.push({ path, what: what.join(', ') });
      return text;
    }
    if (Array.isArray(node)) return node.map((item, index) => visit(item, [...path, index]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return { tree: visit(value, []), changes, faults };
}
