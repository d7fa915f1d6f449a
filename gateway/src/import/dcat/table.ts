/** Where each property of a dcat:Dataset goes. Properties that are not here are kept as notes where they are text, and named where not. */
import {
  frequency,
  keywords,
  licence,
  noteAs,
  type PropertyReader,
  publisher,
  spatial,
  temporal,
  textsTo,
  themes,
} from './handlers.js';

const PERSONS =
  'names who is to be contacted or who made it: personal data for the users of that catalogue, never imported';
const TERMS = 'terms of another place: the licence of a listing is the template of its operator';

/** Taken elsewhere, together with other properties. */
const elsewhere: PropertyReader = () => undefined;

/** Properties that state something. */
export const TAKEN: Readonly<Record<string, PropertyReader>> = {
  'dct:title': textsTo('titles', 'dct:title'),
  'dct:description': textsTo('descriptions', 'dct:description'),
  'dct:publisher': publisher,
  'dcat:theme': themes,
  'dcat:keyword': keywords,
  'dct:accrualPeriodicity': frequency,
  'dct:spatial': spatial,
  'dct:temporal': temporal,
  'dct:license': licence,
  'dcat:distribution': elsewhere,
  'dct:identifier': noteAs('dct:identifier', 'CATALOGUE'),
  'dcat:landingPage': noteAs('dcat:landingPage', 'CATALOGUE'),
  'foaf:page': noteAs('foaf:page', 'PUBLICATION'),
  'dct:issued': noteAs('dct:issued'),
  'dct:modified': noteAs('dct:modified', 'LAST_UPDATED'),
  'dct:language': noteAs('dct:language'),
  'dct:relation': noteAs('dct:relation', 'RELATED'),
  'dct:provenance': noteAs('dct:provenance', 'METHODOLOGY'),
  'dct:rights': noteAs('dct:rights', 'CAVEAT'),
  'dct:accessRights': noteAs('dct:accessRights', 'CAVEAT'),
};

/** Properties that have no place in a listing -> why. */
export const IGNORED: Readonly<Record<string, string>> = {
  'dcat:contactPoint': PERSONS,
  'adms:contactPoint': PERSONS,
  'schema:contactPoint': PERSONS,
  'dct:creator': PERSONS,
  'dc:creator': PERSONS,
  'schema:creator': PERSONS,
  'schema:author': PERSONS,
  'dct:contributor': PERSONS,
  'dc:contributor': PERSONS,
  'foaf:maker': PERSONS,
  'foaf:mbox': PERSONS,
  'foaf:phone': PERSONS,
  'schema:email': PERSONS,
  'prov:qualifiedAttribution': PERSONS,
  'prov:wasAttributedTo': PERSONS,
  'odrl:hasPolicy': TERMS,
};

/** Properties of contact cards, under any name. */
export const IGNORED_NAMESPACE = 'vcard:';
export const IGNORED_NAMESPACE_REASON = PERSONS;
