export { type ErrorDetails, parseErrorDetails } from './google-rpc.js';
export { type RawAnswer, RawClient, type RawClientOptions, type RawMetadata } from './raw-client.js';
