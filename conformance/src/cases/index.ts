export type { Case, Change, Expect, GivenDocument, Mutation, Step } from '../gen/case.js';
export { BadCase, loadCases, parseCase } from './load-cases.js';
