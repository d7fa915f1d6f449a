export { describeGiven, describeMutation, describeStep } from './describe-step.js';
export { type Explanation, explainCase } from './explain-case.js';
