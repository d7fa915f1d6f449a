export {
  type Config,
  ENVIRONMENTS,
  type Environment,
  type HostPort,
  type LegalEntityConfig,
  LOG_LEVELS,
  type LogLevel,
  parseHostPort,
  toHostPort,
} from './config.js';
export { type DatabaseUrls, findDatabases } from './databases.js';
export { withFileVariables } from './file-variables.js';
export { type ConfigIssue, configInvalid } from './issues.js';
export {
  type ApiLimits,
  DEFAULT_API_LIMITS,
  DEFAULT_PEER_LIMITS,
  type Limits,
  limitsOf,
  type PeerLimits,
} from './limits.js';
export { loadConfig, loadConfigWithoutKeys } from './load-config.js';
export { initNode, type NewNode, requireFree } from './new-node/init-node.js';
export { type NodePlan, PRESETS, type Preset, readPreset } from './new-node/plan.js';
export { hashApiToken, type NodePaths, newApiToken, nodePaths, type OfficerSeed } from './node-paths.js';
export { type NodeFiles, type OpenKeys, openNode } from './open-node.js';
export { formerLogKeysIn, logKeyIn, parseDescriptorText } from './own-descriptor.js';
export { type ParsedConfig, parseConfig, parseConfigWithoutKeys } from './parse-config.js';
export { type Env, findPassphrase, type PassphraseSource, readSecrets, Secrets } from './secrets.js';
export type { TracingConfig } from './tracing.js';
export { PRODUCT_VERSION, PROTOCOL_VERSION, PROTOCOL_VERSIONS } from './version.js';
