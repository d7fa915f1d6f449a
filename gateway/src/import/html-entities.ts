/** The named characters that editors write; a name that is not here stays as it is, in the words of the source. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  middot: '·',
  bull: '•',
  times: '×',
  divide: '÷',
  plusmn: '±',
  minus: '−',
  le: '≤',
  ge: '≥',
  ne: '≠',
  asymp: '≈',
  deg: '°',
  micro: 'µ',
  permil: '‰',
  sup2: '²',
  sup3: '³',
  frac12: '½',
  copy: '©',
  reg: '®',
  trade: '™',
  yen: '¥',
  euro: '€',
  pound: '£',
  cent: '¢',
  sect: '§',
  larr: '←',
  rarr: '→',
};

/** Lengths are bounded, so that a text of ampersands costs no more than its length. */
const ENTITY = /&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,15}));/g;

/** Decodes each entity once: `&amp;lt;` is the text `&lt;`. Numbers of characters that no text may have stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(ENTITY, (written, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return (Object.hasOwn(NAMED, name) ? NAMED[name] : undefined) ?? written;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return characterOf(code) ?? written;
  });
}

function characterOf(code: number): string | undefined {
  if (code === 0x09) return ' ';
  if (code === 0x0a || code === 0x0d) return '\n';
  if (code > 0x10ffff || code === 0xfeff) return undefined;
  const character = String.fromCodePoint(code);
  return /[\p{Cc}\p{Surrogate}]/u.test(character) ? undefined : character;
}
