export { type LogDestination, type Logger, type LoggerInput, openLogger } from './open-logger.js';
export { REDACTED, redactNames, redactText } from './redact.js';
