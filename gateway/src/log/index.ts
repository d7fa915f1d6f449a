export { checkLog, type LogCheck } from './check-log.js';
export { MAX_DECISIONS_AGAIN, type OpenedCommitter } from './committer.js';
export type { LogKey, LogSigning } from './finisher.js';
export { type Head, type HeadStore, toHead } from './head-store.js';
export { type CommitterOptions, openCommitter } from './open-committer.js';
export type { LogContext } from './plan-batch.js';
export { type CrashProbe, NO_PROBE, openProbe, type ReachedPoint } from './probe.js';
export { MAX_BATCH } from './queue.js';
