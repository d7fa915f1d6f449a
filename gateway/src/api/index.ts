export { ApiLimiter } from './api-limiter.js';
export { type ErrorBody, HTTP_STATUS, toErrorAnswer } from './faults.js';
export { type Listener, listenFailed } from './listen.js';
export { type ApiInput, buildApi, openApi } from './open-api.js';
export { type Check, type HealthInput, openHealth } from './open-health.js';
export { type Operation, operation, type RegisteredOperation } from './operation.js';
export { OPERATIONS } from './operations/index.js';
export { MAX_BATCH } from './operations/listings.js';
