/** Texts, names and notes of nodes, as every property reads them. */
import { FORMATS } from '@selat/sdk/document';
import type { Mapping } from '../field-map.js';
import { normaliseText } from '../normalise.js';
import { toPlainText } from '../plain-text.js';
import { TAGS } from './codes.js';
import { type Graph, isNode, type Literal, type Value } from './graph.js';

/** Tag of words without a language (BCP 47). */
export const NO_LANGUAGE = 'zxx';
/** Longest word that the wire takes: an address beyond it is left out by name. */
const MAX_WORD = 256;
/** Characters of a note, with room for its name. */
const MAX_NOTE = 8_000;

const LABELS: readonly string[] = [
  'skos:prefLabel',
  'foaf:name',
  'rdfs:label',
  'dct:title',
  'vcard:fn',
  'schema:name',
  'locn:geographicName',
];

/** A tag that the wire takes, or none. */
export function tagOf(language: string | undefined): string | undefined {
  if (language === undefined) return undefined;
  const known = Object.hasOwn(TAGS, language.toLowerCase()) ? TAGS[language.toLowerCase()] : undefined;
  return known ?? (FORMATS['language']?.matches(language) === true ? language : undefined);
}

/** Names of a thing: a text, or the labels of a node. */
export function labelsOf(graph: Graph, value: Value): readonly Literal[] {
  const node = graph.resolve(value);
  if (node === undefined) return isNode(value) ? [] : [value];
  const found = LABELS.map((label) => node.properties.get(label) ?? []).find((values) => values.length > 0) ?? [];
  return found.flatMap((label) => (isNode(label) || label.text.trim() === '' ? [] : [label]));
}

/** IRI of a thing; blank names say nothing outside of their file. */
export function iriOf(value: Value): string | undefined {
  const iri = isNode(value) ? value.id : value.text;
  return iri === undefined || iri.startsWith('_:') ? undefined : iri;
}

/** Text without markup, in the form that the protocol demands. */
export function cleanText(into: Mapping, written: string): string {
  const { text, taken } = toPlainText(written);
  if (taken.length > 0) into.changed(`markup taken out (${taken.slice(0, 12).join(', ')})`);
  return normaliseText(text).text;
}

/** Words of one property that become notes. */
export interface Words {
  readonly text: string;
  readonly language?: string | undefined;
}

/** Keeps texts and addresses of a property as notes; of things, their addresses, and their labels where these are asked for. */
export function keep(
  into: Mapping,
  graph: Graph,
  name: string,
  values: readonly Value[],
  kind = 'OTHER',
  withLabels = false,
): void {
  const words = values.flatMap((value): readonly Words[] => {
    if (!isNode(value)) return [{ ...value, text: cleanText(into, value.text) }];
    const [iri, labels] = [iriOf(value), withLabels ? labelsOf(graph, value) : []];
    if (iri !== undefined && value.properties.size === 0) return [{ text: iri }];
    if (labels.length === 0) into.leaveOut('it is a thing inside of the record, and no table reads what is in it');
    return labels;
  });
  keepWords(into, kind, name, words);
}

/** Keeps words under a name: those of one language are one note, while they fit. Addresses too long for the wire are named. */
export function keepWords(into: Mapping, kind: string, name: string, words: readonly Words[]): void {
  const byLanguage = new Map<string, Set<string>>();
  for (const { text, language } of words) {
    const tag = tagOf(language) ?? NO_LANGUAGE;
    const texts = byLanguage.get(tag) ?? new Set<string>();
    byLanguage.set(tag, texts);
    if (!hasLongAddress(text)) texts.add(text);
    else into.leaveOut(`${name} has an address of more than ${MAX_WORD} characters`);
  }
  for (const [tag, texts] of byLanguage) {
    for (const note of chunks(texts, MAX_NOTE - name.length))
      into.note(kind, tag, `${name}: ${note}`, `${tag} ${name} ${note}`);
  }
}

function hasLongAddress(text: string): boolean {
  return text.split(/\s/).some((word) => word.length > MAX_WORD && /^[\x21-\x7e]+$/.test(word));
}

/** Lines of texts, each text whole. */
function chunks(texts: Iterable<string>, limit: number): readonly string[] {
  const notes: string[] = [];
  for (const text of texts) {
    const last = notes.at(-1);
    if (text.trim() === '') continue;
    if (last === undefined || last.length + text.length + 1 > limit) notes.push(text);
    else notes[notes.length - 1] = `${last}\n${text}`;
  }
  return notes;
}
