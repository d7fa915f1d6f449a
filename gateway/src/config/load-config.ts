/** Reads selat.yaml from disk. The one place where configuration meets the file system. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from './config.js';
import { findDatabases } from './databases.js';
import { configInvalid } from './issues.js';
import { parseConfig, parseConfigWithoutKeys } from './parse-config.js';
import { type Env, readSecrets, Secrets } from './secrets.js';

/** Reads configuration, passphrase and databases for serving. @param file absolute path @throws SelatError CONFIG_INVALID */
export async function loadConfig(file: string, env: Env): Promise<{ config: Config; secrets: Secrets }> {
  const { config, passphrase } = parseConfig(await readText(file), env, resolve(file));
  const { keyPassphrase, warnings } = await readSecrets(passphrase);
  return { config, secrets: new Secrets(keyPassphrase, findDatabases(env), warnings) };
}

/** Reads configuration for a command that opens no key. @throws SelatError CONFIG_INVALID */
export async function loadConfigWithoutKeys(file: string, env: Env): Promise<Config> {
  return parseConfigWithoutKeys(await readText(file), env, resolve(file));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    const fix = 'give the path of selat.yaml with --config or SELAT_CONFIG; `selat init` writes one';
    throw configInvalid(file, [{ key: 'the file', problem: `cannot be read: ${why}`, fix }], cause);
  }
}
