/** Where each key of a record of Malaysia's open data portal goes. Keys that are not here are problems, never dropped. */
import { FORMATS } from '@selat/sdk/document';
import type { FieldMap, Handler, Mapping } from '../field-map.js';
import { ABSENT_MARKS, FIELD_TYPES, FREQUENCIES, LEVELS, SUBJECTS } from './codes.js';

/** Tag of words without a language, such as dates and codes (BCP 47). */
const NO_LANGUAGE = 'zxx';
const ENGLISH = 'en';
const MALAY = 'ms-MY';
const COUNTRY = 'MY';

/** Calls `take` with a text that says something; anything but text is refused. */
function withText(take: (text: string, into: Mapping) => void): Handler {
  return (value, into) => {
    if (typeof value !== 'string') into.refuse('a text', value);
    else if (!ABSENT_MARKS.has(value.trim())) take(value, into);
  };
}

function withTexts(take: (texts: readonly string[], into: Mapping) => void): Handler {
  return (value, into) => {
    const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
    if (!isTexts) into.refuse('a list of texts', value);
    else if (value.length > 0) take(value, into);
  };
}

const textTo = (path: string, language: string) => withText((text, into) => into.add(path, { language, text }));
const noteAs = (kind: string, language: string) => withText((text, into) => into.note(kind, language, text, kind));

/** A year comes as number or text; a period of another form is kept in words. */
function periodTo(path: string): Handler {
  return (value, into) => {
    const period = typeof value === 'number' ? String(value) : value;
    if (typeof period !== 'string') into.refuse('a year', value);
    else if (isPeriod(period)) into.set(path, period);
    else if (!ABSENT_MARKS.has(period.trim())) into.noteUnread(value);
  };
}

/** The state of the data is a period; the time of day and its zone have no field, so the words are kept beside it. */
const dataAsOf = withText((text, into) => {
  const period = isPeriod(text) ? text : text.slice(0, 'YYYY-MM-DD'.length);
  if (isPeriod(period)) into.set('timeCoverage.asOf', period);
  if (period !== text) into.note('DATA_AS_OF', NO_LANGUAGE, text);
});

function isPeriod(text: string): boolean {
  return FORMATS['period']?.matches(text) === true;
}

const FIELD: FieldMap = {
  taken: {
    name: withText((text, into) => into.set('name', text)),
    title_en: textTo('titles', ENGLISH),
    title_ms: textTo('titles', MALAY),
    description_en: withText((text, into) => {
      into.add('meanings', { language: ENGLISH, text });
      const type = FIELD_TYPES[/^\s*\[(\w+)/.exec(text)?.[1]?.toLowerCase() ?? ''];
      if (type !== undefined) into.set('type', type);
    }),
    description_ms: textTo('meanings', MALAY),
  },
  ignored: {},
};

const CATEGORY: FieldMap = {
  taken: {
    category_en: withText((text, into) => into.set('category', text)),
    category_ms: withText((text, into) => into.set('kategori', text)),
    subcategory_en: withText((text, into) => into.set('subcategory', text)),
    subcategory_ms: withText((text, into) => into.set('subkategori', text)),
  },
  ignored: {
    site: 'names the portal that shows the record, a matter of that portal',
    category_sort: 'order of the category on the site',
    subcategory_sort: 'order of the sub-category on the site',
  },
};

const RELATED: FieldMap = {
  taken: {
    id: withText((text, into) => into.set('id', text)),
    title_en: withText((text, into) => into.set('en', text)),
    title_ms: withText((text, into) => into.set('ms', text)),
    description_en: withText((text, into) => into.set('aboutEn', text)),
    description_ms: withText((text, into) => into.set('aboutMs', text)),
  },
  ignored: {},
};

const words = (separator: string, ...parts: readonly unknown[]) =>
  parts.filter((part) => part !== undefined).join(separator);

const subjects: Handler = (value, into) =>
  into.each(value, CATEGORY, (part) => {
    const code = SUBJECTS[String(part['category'])];
    const labels = [
      { language: ENGLISH, text: words(' / ', part['category'], part['subcategory']) },
      { language: MALAY, text: words(' / ', part['kategori'], part['subkategori']) },
    ].filter(({ text }) => text !== '');
    if (code === undefined) into.noteUnread(labels[0]?.text ?? part);
    else into.add('subjects', { code, labels });
  });

const related: Handler = (value, into) =>
  into.each(value, RELATED, (part) => {
    const group = `RELATED ${String(part['id'])}`;
    into.note('RELATED', ENGLISH, words('\n', words(': ', part['id'], part['en']), part['aboutEn']), group);
    into.note('RELATED', MALAY, words('\n', words(': ', part['id'], part['ms']), part['aboutMs']), group);
  });

const places = withTexts((codes, into) => {
  for (const code of codes) {
    const level = LEVELS[code];
    if (level === undefined) into.noteUnread(code);
    else into.add('placeCoverage', { country: COUNTRY, level });
  }
});

const frequency = withText((text, into) => {
  const code = FREQUENCIES[text];
  if (code === undefined) into.noteUnread(text);
  else into.set('updateFrequency', code);
});

/** The keys of a record. */
export const RECORD: FieldMap = {
  taken: {
    title_en: textTo('titles', ENGLISH),
    title_ms: textTo('titles', MALAY),
    description_en: textTo('descriptions', ENGLISH),
    description_ms: textTo('descriptions', MALAY),
    frequency,
    geography: places,
    site_category: subjects,
    fields: (value, into) => into.each(value, FIELD, (part) => into.add('fields', part)),
    dataset_begin: periodTo('timeCoverage.from'),
    dataset_end: periodTo('timeCoverage.to'),
    data_as_of: dataAsOf,
    data_source: withTexts((codes, into) => {
      for (const code of codes) into.add('sourceStatement.sources', code);
    }),
    data_source_granular: withTexts((codes, into) => into.note('SOURCE_DETAIL', NO_LANGUAGE, codes.join(', '))),
    demography: withTexts((codes, into) => into.note('BREAKDOWN', NO_LANGUAGE, codes.join(', '))),
    methodology_en: noteAs('METHODOLOGY', ENGLISH),
    methodology_ms: noteAs('METHODOLOGY', MALAY),
    caveat_en: noteAs('CAVEAT', ENGLISH),
    caveat_ms: noteAs('CAVEAT', MALAY),
    publication_en: noteAs('PUBLICATION', ENGLISH),
    publication_ms: noteAs('PUBLICATION', MALAY),
    last_updated: noteAs('LAST_UPDATED', NO_LANGUAGE),
    next_update: noteAs('NEXT_UPDATE', NO_LANGUAGE),
    link_csv: withText((text, into) => into.note('SOURCE_LOCATION', NO_LANGUAGE, text)),
    link_parquet: withText((text, into) => into.note('SOURCE_LOCATION', NO_LANGUAGE, text)),
    link_editions: withTexts((editions, into) => into.note('EDITIONS', NO_LANGUAGE, editions.join(', '))),
    related_datasets: related,
  },
  ignored: {
    dataviz: 'how the site draws charts of the table',
    exclude_openapi: 'switch of the site: whether its own interface serves the table',
    link_preview: 'table that the site shows as a preview, a part of the file at link_parquet',
    manual_trigger: 'time at which the site was last built by hand',
    title_sort: 'order of the record on the site',
    translations_en: 'labels of chart axes and of coded values; values are no part of a listing',
    translations_ms: 'labels of chart axes and of coded values; values are no part of a listing',
  },
};
