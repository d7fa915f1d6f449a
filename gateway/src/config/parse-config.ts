/** From YAML text and environment variables to `Config`. Pure; reports every mistake at once. [CFG-1] */
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { type Config, LOG_LEVELS, type LogLevel, toHostPort } from './config.js';
import { databaseIssues } from './databases.js';
import { type ConfigIssue, configInvalid } from './issues.js';
import { toOfficeConfig } from './office-section.js';
import { type ConfigFile, configSchema, FIXES, fixOf } from './schema.js';
import { type Env, findPassphrase, type PassphraseSource } from './secrets.js';
import { findTracing, tracingIssues } from './tracing.js';
import { type KeyPath, parseYaml, toKeyText, type YamlSource } from './yaml-source.js';

/** A configuration to serve with. */
export interface ParsedConfig {
  readonly config: Config;
  readonly passphrase: PassphraseSource;
}

/**
 * Reads a configuration for serving.
 *
 * @param file absolute path of the file that `text` came from; relative paths in it start at its folder
 * @throws SelatError CONFIG_INVALID naming every mistake with key, line, problem and fix
 */
export function parseConfig(text: string, env: Env, file: string): ParsedConfig {
  const { config, issues } = read(text, env, file);
  const passphrase = findPassphrase(env);
  const all = [...issues, ...passphraseIssues(passphrase)];
  if (config === undefined || all.length > 0 || passphrase === undefined || passphrase === 'both') {
    throw configInvalid(file, all);
  }
  return { config, passphrase };
}

/** Reads a configuration for a command that opens no key, so needs no passphrase. @throws SelatError CONFIG_INVALID */
export function parseConfigWithoutKeys(text: string, env: Env, file: string): Config {
  const { config, issues } = read(text, env, file);
  if (config === undefined || issues.length > 0) throw configInvalid(file, issues);
  return config;
}

function read(text: string, env: Env, file: string): { config: Config | undefined; issues: ConfigIssue[] } {
  const source = parseYaml(text);
  const environment = environmentIssues(env);
  if (source.issues.length > 0) return { config: undefined, issues: [...source.issues, ...environment] };
  const parsed = configSchema.safeParse(source.value ?? {});
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap((issue) => toIssues(issue, source));
    return { config: undefined, issues: [...found.sort(byLine), ...environment] };
  }
  const issues = [...addressIssues(parsed.data, source), ...environment];
  return { config: toConfig(parsed.data, env, file), issues };
}

function byLine(a: ConfigIssue, b: ConfigIssue): number {
  return (a.line ?? 0) - (b.line ?? 0);
}

function issueAt(path: KeyPath, source: YamlSource, problem: string, fix?: string): ConfigIssue {
  const key = toKeyText(path) || 'the file';
  const line = source.lineOf(path);
  return { key, ...(line === undefined ? {} : { line }), problem, fix: fix ?? fixOf(key) };
}

function toIssues(issue: z.core.$ZodIssue, source: YamlSource): ConfigIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return issueAt(path, source, 'is no known key', suggestion(toKeyText(path)));
    });
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && !isPresent(source.value, issue.path)) {
    return [issueAt(issue.path, source, 'is missing')];
  }
  const problem =
    issue.code === 'invalid_type'
      ? `is no ${issue.expected === 'int' ? 'whole number' : issue.expected}`
      : issue.message;
  return [issueAt(issue.path, source, problem)];
}

/** Names the known key that differs least in spelling, where one is close. */
function suggestion(key: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z.]/g, '');
  const known = Object.keys(FIXES).find((name) => plain(name) === plain(key));
  return known === undefined ? 'remove it' : `spell it ${known}`;
}

function isPresent(value: unknown, path: KeyPath): boolean {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = Reflect.get(at, step);
  }
  return true;
}

/** Two servers of one process cannot share a port. */
function addressIssues(file: ConfigFile, source: YamlSource): ConfigIssue[] {
  const listeners = (['federation', 'api', 'metrics'] as const).map((name) => ({ name, listen: file[name].listen }));
  return listeners.flatMap(({ name, listen }, index) => {
    const other = listeners.slice(0, index).find((one) => one.listen.port === listen.port && listen.port !== 0);
    if (other === undefined) return [];
    const problem = `is ${toHostPort(listen)}, and ${other.name}.listen has this port already`;
    return [issueAt([name, 'listen'], source, problem, 'write another port')];
  });
}

function environmentIssues(env: Env): ConfigIssue[] {
  const issues = [...databaseIssues(env), ...tracingIssues(env)];
  const level = env['SELAT_LOG_LEVEL'];
  if (level && !isLogLevel(level)) {
    const problem = `is ${JSON.stringify(level.slice(0, 32))}, which is not one of ${LOG_LEVELS.join(', ')}`;
    issues.push({ key: 'SELAT_LOG_LEVEL', problem, fix: fixOf('logLevel') });
  }
  return issues;
}

function passphraseIssues(found: PassphraseSource | 'both' | undefined): ConfigIssue[] {
  const key = 'SELAT_KEY_PASSPHRASE';
  if (found === 'both') {
    return [{ key, problem: 'is set, and SELAT_KEY_PASSPHRASE_FILE too', fix: 'unset one of the two' }];
  }
  const fix = 'set it, or SELAT_KEY_PASSPHRASE_FILE, to what `selat init` was given';
  return found === undefined ? [{ key, problem: 'is not set, and the keys are encrypted', fix }] : [];
}

function isLogLevel(text: string): text is LogLevel {
  return LOG_LEVELS.some((level) => level === text);
}

function toConfig(parsed: ConfigFile, env: Env, file: string): Config {
  const dir = dirname(file);
  const { exchange, store, log, keys, tls } = parsed;
  const { address, ...entity } = exchange.legalEntity;
  const level = env['SELAT_LOG_LEVEL'];
  const tracing = findTracing(env);
  return {
    file,
    dir,
    exchange: { ...exchange, legalEntity: { ...entity, ...(address === undefined ? {} : { address }) } },
    federation: parsed.federation,
    api: parsed.api,
    metrics: parsed.metrics,
    store: {
      file: resolve(dir, store.file),
      ...(store.maxPages === undefined ? {} : { maxPages: store.maxPages }),
    },
    log: { shard: log.shard, headDir: resolve(dir, env['SELAT_HEAD_DIR'] || log.headDir) },
    keys: { ...keys, dir: resolve(dir, keys.dir) },
    tls: { certificate: resolve(dir, tls.certificate), ca: resolve(dir, tls.ca) },
    limits: parsed.limits,
    grants: parsed.grants,
    orders: parsed.orders,
    packs: parsed.packs,
    ...toOfficeConfig(parsed, exchange.environment),
    logLevel: level && isLogLevel(level) ? level : parsed.logLevel,
    ...(tracing === undefined ? {} : { tracing }),
  };
}
