export type { SearchEngine } from './engine.js';
export { lazyEngine } from './lazy-engine.js';
export { openSqliteSearch } from './open-sqlite-search.js';
export { type FollowerOptions, SearchFollower } from './search-follower.js';
