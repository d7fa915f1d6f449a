export type { Case, Change, Expect, GivenDocument, Mutation, Step } from '../gen/case.js';
export { PROFILES, reasonsOf } from './check-case.js';
export { type Demands, demandsOf, FEATURES, MAX_PASS_MS } from './features.js';
export { BadCase, loadCases, parseCase } from './load-cases.js';
