export { type Harness, openHarness } from './harness.js';
export { type OperatorProcess, openOperator } from './operator-process.js';
export { SETUP_VERBS, toOperatorVerb, VERB_ALIASES, VERBS } from './verbs.js';
