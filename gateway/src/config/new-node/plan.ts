/** What a new node shall be: two presets, a preset of one's own, and options over either. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALGORITHM_NAMES, type Algorithm } from '@selat/sdk/keys';
import { z } from 'zod';
import { REVIEW_KINDS, type ReviewKind } from '../../domain/rows-office.js';
import type { KdfParameters } from '../../signing/index.js';
import type { Environment, LegalEntityConfig } from '../config.js';
import { configInvalid } from '../issues.js';
import { configSchema } from '../schema.js';
import { parseYaml, toKeyText } from '../yaml-source.js';

/** An exchange and how it signs. */
export interface Preset {
  readonly exchange: {
    readonly id: string;
    readonly jurisdiction: string;
    readonly environment: Environment;
    readonly legalEntity: LegalEntityConfig;
  };
  /** Every document carries one signature of each, in this order. */
  readonly algorithms: readonly Algorithm[];
  /** Reviews without which no listing is published. */
  readonly reviews: readonly ReviewKind[];
}

/** Everything that `initNode` needs to know. */
export interface NodePlan extends Preset {
  /** Absolute path of the folder to make. */
  readonly dir: string;
  readonly passphrase: string;
  readonly ports: { readonly federation: number; readonly api: number; readonly metrics: number };
  /** host:port that peers dial. */
  readonly advertise: string;
  /** Address on which peers are listened to; absent = loopback. */
  readonly listenHost?: string;
  /** Makes an RSA key, PKCS#8 PEM; absent = generated here. */
  readonly makeTlsKey?: () => Promise<string>;
  /** Cost of deriving the keys of the keystores from the passphrase; absent = that of a real node. */
  readonly kdf?: KdfParameters;
}

/** The presets by name: the two sides of the example. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  szdex: {
    exchange: {
      id: 'szdex.example',
      jurisdiction: 'CN',
      environment: 'SANDBOX',
      legalEntity: {
        names: { 'zh-CN': '深圳数据交易所（示例）', en: 'Shenzhen Data Exchange (example)' },
        country: 'CN',
        externalIds: [],
      },
    },
    algorithms: ['Ed25519', 'SGD_SM3_SM2'],
    reviews: REVIEW_KINDS,
  },
  my: {
    exchange: {
      id: 'my.example',
      jurisdiction: 'MY',
      environment: 'SANDBOX',
      legalEntity: {
        names: { 'ms-MY': 'Nod Data Malaysia (contoh)', en: 'Malaysian Data Node (example)' },
        country: 'MY',
        externalIds: [],
      },
    },
    algorithms: ['Ed25519'],
    reviews: [],
  },
};

const presetSchema = z.strictObject({
  exchange: configSchema.shape.exchange,
  algorithms: z
    .array(z.enum(ALGORITHM_NAMES, `is not one of ${ALGORITHM_NAMES.join(', ')}`))
    .min(1)
    .max(4),
  reviews: configSchema.shape.reviews.unwrap().shape.required,
});

/**
 * Finds a preset by name, or reads `preset.yaml` in a folder: the keys of selat.yaml under `exchange`, `algorithms`, and
 * `reviews`, absent for none.
 * @throws SelatError CONFIG_INVALID
 */
export async function readPreset(name: string): Promise<Preset> {
  const known = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (known !== undefined) return known;
  const file = join(name, 'preset.yaml');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const problem = `${name} is none of ${Object.keys(PRESETS).join(', ')}, and ${file} cannot be read`;
    throw configInvalid(
      file,
      [{ key: '--preset', problem, fix: 'name a preset, or a folder with preset.yaml' }],
      cause,
    );
  });
  return parsePreset(text, file);
}

function parsePreset(text: string, file: string): Preset {
  const source = parseYaml(text);
  if (source.issues.length > 0) throw configInvalid(file, source.issues);
  const parsed = presetSchema.safeParse(source.value ?? {});
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => {
      const line = source.lineOf(path);
      const at = { key: toKeyText(path) || 'the file', ...(line === undefined ? {} : { line }) };
      return { ...at, problem: `is wrong: ${message}`, fix: 'write it as selat.yaml has it' };
    });
    throw configInvalid(file, issues);
  }
  const { exchange, algorithms, reviews } = parsed.data;
  const { address, ...entity } = exchange.legalEntity;
  const legalEntity = { ...entity, ...(address === undefined ? {} : { address }) };
  return { exchange: { ...exchange, legalEntity }, algorithms, reviews };
}
