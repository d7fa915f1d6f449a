/** What the properties of a data set state. Values come as the graph reads them; words without a field stay as notes. */
import { FORMATS } from '@selat/sdk/document';
import type { Mapping } from '../field-map.js';
import { plainWord } from '../words.js';
import { COUNTRIES, FREQUENCIES, LANGUAGES, licenceOf, NO_FREQUENCY, THEMES } from './codes.js';
import { type Graph, isNode, type Literal, type Node, type Value } from './graph.js';
import { cleanText, iriOf, keep, keepWords, labelsOf, NO_LANGUAGE, tagOf } from './words.js';

/** Reads the values of one property. */
export type PropertyReader = (values: readonly Value[], into: Mapping, dataset: Node, graph: Graph) => void;

const MAX_LICENCE = 64;
/** Most languages of a label on the wire; the name of the theme is in a note. */
const MAX_LABELS = 8;

/** Titles and descriptions: each language once, and none for a text that does not say its own. */
export const textsTo =
  (path: string, name: string): PropertyReader =>
  (values, into, dataset, graph) => {
    const fallback = soleLanguage(dataset, graph);
    const seen = new Set<string>();
    for (const value of values) {
      if (isNode(value)) {
        into.leaveOut('it is no text');
        continue;
      }
      const language = value.language === undefined ? fallback : tagOf(value.language);
      const text = cleanText(into, value.text);
      if (text === '') continue;
      if (language !== undefined && !seen.has(language)) into.add(path, { language, text });
      else keepWords(into, 'OTHER', name, [{ text, language }]);
      if (language === undefined)
        into.explain(path, `has no language; state ${path} in the overlay (records.<id>.${path})`);
      else seen.add(language);
    }
  };

/** The language of a data set that has one, for its texts without a tag. */
function soleLanguage(dataset: Node, graph: Graph): string | undefined {
  const values = dataset.properties.get('dct:language') ?? [];
  const [only, ...others] = values.map((value) => plainWord(iriOf(graph.resolve(value) ?? value) ?? ''));
  return only !== undefined && others.length === 0 && Object.hasOwn(LANGUAGES, only) ? LANGUAGES[only] : undefined;
}

/** Keeps texts and addresses as notes of a kind. */
export const noteAs =
  (name: string, kind = 'OTHER'): PropertyReader =>
  (values, into, _, graph) =>
    keep(into, graph, name, values, kind, true);

/** The body that publishes is a source; which participant it is, the overlay says. A person is not imported. */
export const publisher: PropertyReader = (values, into, _, graph) => {
  for (const value of values) {
    const node = graph.resolve(value);
    if (node?.types.some((type) => type === 'foaf:Person' || type === 'vcard:Individual') === true) {
      into.leaveOut('it is a person, and persons are not imported');
      continue;
    }
    const names = [...new Set(labelsOf(graph, value).map(({ text }) => text.trim()))];
    const iri = iriOf(node ?? value);
    const body = names.join(' / ') || iri;
    if (body === undefined) into.leaveOut('it has no name');
    else {
      into.add('sourceStatement.sources', body);
      stateProvider(into, body, [...names, ...(iri === undefined ? [] : [iri])]);
    }
  }
};

function stateProvider(into: Mapping, body: string, words: readonly string[]): void {
  const provider = words.map((word) => into.codeOf<string>('provider', word, {})).find((code) => code !== undefined);
  if (provider !== undefined) into.set('provider', provider);
  else
    into.explain(
      'provider',
      `names "${body}", and no participant is known for it; ${cures('provider', words[0] ?? body)}`,
    );
}

/** Themes by name or label; those that no table has say why there is no subject, and stay as notes. */
export const themes: PropertyReader = (values, into, _, graph) => {
  for (const value of values) {
    const iri = iriOf(graph.resolve(value) ?? value);
    const labels = labelsOf(graph, value).filter(({ text }) => text !== iri);
    const words = [...(iri === undefined ? [] : [iri.replace(/^https:/, 'http:')]), ...labels.map(({ text }) => text)];
    const code = words.map((word) => into.codeOf('subjects', word, THEMES)).find((known) => known !== undefined);
    if (code !== undefined) into.add('subjects', { code, ...labelled(labels) }, code);
    else if (words[0] !== undefined) {
      into.explain('subjects', `no subject stands for the theme "${words[0]}"; ${cures('subjects', words[0])}`);
    }
  }
  const names = values.flatMap(
    (value) => iriOf(graph.resolve(value) ?? value) ?? labelsOf(graph, value)[0]?.text ?? [],
  );
  keepWords(
    into,
    'OTHER',
    'dcat:theme',
    names.map((text) => ({ text })),
  );
};

/** Labels of a subject, one for each language. */
function labelled(labels: readonly Literal[]) {
  const texts = labels.map(({ text, language }) => ({ language: tagOf(language) ?? NO_LANGUAGE, text }));
  const distinct = texts.filter(
    ({ language }, index) => texts.findIndex((other) => other.language === language) === index,
  );
  return distinct.length === 0 ? {} : { labels: distinct.slice(0, MAX_LABELS) };
}

/** Keywords of one language are one note. */
export const keywords: PropertyReader = (values, into, _, graph) => keep(into, graph, 'dcat:keyword', values);

export const frequency: PropertyReader = (values, into, _, graph) => {
  for (const value of values) {
    const word = iriOf(graph.resolve(value) ?? value) ?? labelsOf(graph, value)[0]?.text;
    if (word === undefined || NO_FREQUENCY.has(plainWord(word))) continue;
    const code = into.codeOf('updateFrequency', word.replace(/^https:/, 'http:'), FREQUENCIES);
    if (code !== undefined) into.set('updateFrequency', code);
    else {
      keepWords(into, 'OTHER', 'dct:accrualPeriodicity', [{ text: word }]);
      into.withhold('updateFrequency', `no frequency stands for "${word}"; ${cures('updateFrequency', word)}`);
    }
  }
};

/** Countries by name; places inside of them and shapes stay in words. */
export const spatial: PropertyReader = (values, into, _, graph) => {
  for (const value of values) {
    const iri = iriOf(graph.resolve(value) ?? value);
    const key = plainWord(iri ?? '').replace(/^https:/, 'http:');
    const country = /^[A-Z]{2}$/.test(iri ?? '') ? iri : Object.hasOwn(COUNTRIES, key) ? COUNTRIES[key] : undefined;
    if (country !== undefined) into.add('placeCoverage', { country });
    else keepPlace(into, graph, value, iri);
  }
};

function keepPlace(into: Mapping, graph: Graph, value: Value, iri: string | undefined): void {
  const labels = labelsOf(graph, value);
  const words = labels.length === 0 && iri !== undefined ? [{ text: iri }] : labels;
  keepWords(into, 'OTHER', 'dct:spatial', words);
  if (labels.length === 0 && iri === undefined)
    into.leaveOut('it is a shape without a name; place coverage has countries and names');
}

const STARTS: readonly string[] = ['dcat:startDate', 'schema:startDate'];
const ENDS: readonly string[] = ['dcat:endDate', 'schema:endDate'];

/** One period is the coverage; several periods stay in words. */
export const temporal: PropertyReader = (values, into, _, graph) => {
  for (const value of values) {
    const node = graph.resolve(value);
    const written =
      node === undefined && !isNode(value) ? value.text.split('/') : [firstText(node, STARTS), firstText(node, ENDS)];
    const [from, to] = written.map(periodOf);
    const isWhole = written.every(
      (text, index) => text === undefined || text === '' || text === '..' || [from, to][index] !== undefined,
    );
    if (values.length === 1 && (from ?? to) !== undefined) {
      if (from !== undefined) into.set('timeCoverage.from', from);
      if (to !== undefined) into.set('timeCoverage.to', to);
    }
    const words = written.map((text) => text ?? '').join('/');
    if (words.replace('/', '') === '') into.leaveOut('it has neither start nor end that a table reads');
    else if (values.length > 1 || !isWhole) keepWords(into, 'OTHER', 'dct:temporal', [{ text: words }]);
  }
};

function firstText(node: Node | undefined, names: readonly string[]): string | undefined {
  const values = names.flatMap((name) => node?.properties.get(name) ?? []);
  return values.flatMap((value) => (isNode(value) ? [] : [value.text]))[0];
}

function periodOf(text: string | undefined): string | undefined {
  const day = text?.trim().slice(0, 'YYYY-MM-DD'.length);
  return day !== undefined && FORMATS['period']?.matches(day) === true ? day : undefined;
}

/** The licence under which the source opened the data: a fact about the source, never the licence of the listing. */
export const licence: PropertyReader = (values, into, _, graph) => {
  const words = values.map((value) => iriOf(graph.resolve(value) ?? value) ?? labelsOf(graph, value)[0]?.text);
  const known = [...new Set(words.filter((word) => word !== undefined).map(licenceOf))];
  const [only] = known;
  if (only !== undefined && known.length === 1 && only.length <= MAX_LICENCE)
    into.set('sourceStatement.sourceLicence', only);
  else
    keepWords(
      into,
      'OTHER',
      'dct:license',
      known.map((text) => ({ text })),
    );
};

/** How an overlay maps a word or states the part. */
export function cures(part: string, word: string): string {
  return `map it in the overlay (words.${part}."${word}") or state ${part} (records.<id>.${part} or all.${part})`;
}
