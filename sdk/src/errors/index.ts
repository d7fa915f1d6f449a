export { type Fault, isRetryable, REASONS, type Reason, type ReasonRow } from './reasons.js';
export { type Facts, SelatError } from './selat-error.js';
