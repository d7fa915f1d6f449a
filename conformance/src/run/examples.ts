/** Valid content for the documents that the suite makes, in JSON form. Invented for the suite; no real body stands behind it. */
import type { Json } from './changes.js';

const FORUM = {
  institution: 'SIAC',
  rules: 'SIAC Rules 2025',
  seat: 'Singapore',
  seatCountry: 'SG',
  language: 'en',
  arbitrators: 3,
  interimRelief: true,
};

/** One licence that fills every required field. */
const TERMS = {
  id: 'standard',
  actions: ['QUERY', 'DERIVE'],
  purposes: ['research'],
  aiTraining: { permission: 'FORBIDDEN' },
  territoryOfUse: ['ZZ'],
  territoryOfProcessing: ['ZZ'],
  recipientClasses: ['COMPANY'],
  onwardSupply: 'FORBIDDEN',
  term: { days: 30, renewable: true },
  retention: { daysAfterEnd: 0, deletionProof: 'NOT_REQUIRED', resultsMayStay: true },
  audit: { by: 'EXCHANGE', noticeDays: 14, perYear: 1 },
  breachRemedies: [{ kind: 'TERMINATION' }],
  governingLaw: 'SG',
  forum: FORUM,
  prevailingLanguage: 'en',
  price: { model: 'FREE' },
} satisfies Json;

/** Everything of an agreement but who, when and how fast. */
export const AGREEMENT = {
  profiles: ['core', 'listing', 'grant'],
  receiptLevel: 'LOGGED',
  statusMaxAgeS: 60,
  governingLaw: 'SG',
  forum: FORUM,
} satisfies Json;

/** Deadlines of an agreement in seconds, but for the countersignature. */
export const DEADLINES = { answerS: 86_400, orderAcknowledgementS: 3_600, disputeResponseS: 604_800 } satisfies Json;

function right(holder: string): Json {
  return { holder, evidence: 'OWN_OPERATION' };
}

/** A data product of a participant. */
function productOf(id: string, provider: string): Json {
  const holder = right('Conformance suite');
  return {
    id,
    provider,
    titles: [{ language: 'en', text: 'Tide tables of an invented harbour' }],
    descriptions: [{ language: 'en', text: 'Times and heights of high water, made up for conformance cases.' }],
    form: 'API_QUERY',
    subjects: [{ code: 'ENVIRONMENT' }],
    updateFrequency: 'DAILY',
    originJurisdictions: ['SG'],
    storagePlace: 'SG',
    grade: 'GENERAL',
    personalData: { personal: 'no' },
    rights: { hold: holder, process: holder, operate: holder },
    sourceStatement: {
      kind: 'OWN_OPERATION',
      sources: ['Conformance suite'],
      statement: [{ language: 'en', text: 'Made by the suite itself.' }],
      lawfullyObtained: 'yes',
    },
  };
}

/** Where the parts of an example listing came from. */
const PROVENANCE: Json = [
  'product.titles',
  'product.provider',
  'product.form',
  'product.rights',
  'product.source_statement',
  'terms',
].map((path) => ({ path, source: 'RECORD', reference: 'conformance suite' }));

/** What an example listing is of. */
export interface ExampleListing {
  readonly exchange: string;
  /** Last part of the ids of listing and product. */
  readonly slug: string;
  readonly provider: string;
  /** Instants between which it is open, milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}

/** A listing in JSON form, but for its head, revision and what it supersedes. */
export function exampleListing({ exchange, slug, provider, from, until }: ExampleListing): { [name: string]: Json } {
  return {
    id: `${exchange}/l/${slug}`,
    product: productOf(`${exchange}/d/${slug}`, provider),
    terms: [TERMS],
    visibility: 'PUBLIC',
    validFromMs: String(from),
    validUntilMs: String(until),
    provenance: PROVENANCE,
  };
}
