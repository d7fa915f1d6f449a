/** Namespaces of DCAT catalogues by their usual prefixes. Nothing is fetched: what a prefix stands for is in this table or in the file. */
export const NAMESPACES: Readonly<Record<string, string>> = {
  adms: 'http://www.w3.org/ns/adms#',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcat: 'http://www.w3.org/ns/dcat#',
  dcatap: 'http://data.europa.eu/r5r/',
  dct: 'http://purl.org/dc/terms/',
  dqv: 'http://www.w3.org/ns/dqv#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  geodcat: 'http://data.europa.eu/930/',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  locn: 'http://www.w3.org/ns/locn#',
  odrl: 'http://www.w3.org/ns/odrl/2/',
  org: 'http://www.w3.org/ns/org#',
  owl: 'http://www.w3.org/2002/07/owl#',
  prov: 'http://www.w3.org/ns/prov#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  schema: 'http://schema.org/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  spdx: 'http://spdx.org/rdf/terms#',
  time: 'http://www.w3.org/2006/time#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

/** Other spellings of the same namespaces: prefix or IRI -> prefix of the table above. */
const SPELLINGS: Readonly<Record<string, string>> = {
  dcterms: 'dct',
  sdo: 'schema',
  'https://schema.org/': 'schema',
  'https://www.w3.org/ns/dcat#': 'dcat',
};

/** IRI of a usual prefix. */
export function usualNamespace(prefix: string): string | undefined {
  const name = Object.hasOwn(SPELLINGS, prefix) ? (SPELLINGS[prefix] ?? prefix) : prefix;
  return Object.hasOwn(NAMESPACES, name) ? NAMESPACES[name] : undefined;
}

const BY_IRI: readonly (readonly [iri: string, prefix: string])[] = [
  ...Object.entries(NAMESPACES).map(([prefix, iri]) => [iri, prefix] as const),
  ...Object.entries(SPELLINGS).filter(([from]) => from.includes('://')),
];

/** The name that the tables use: `dct:title` for the IRI, whatever the file wrote; an IRI of another namespace stays whole. */
export function nameOfIri(iri: string): string {
  const found = BY_IRI.find(([namespace]) => iri.startsWith(namespace));
  return found === undefined ? iri : `${found[1]}:${iri.slice(found[0].length)}`;
}
