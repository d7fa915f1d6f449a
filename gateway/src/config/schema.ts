/** The form of selat.yaml, key by key, with what to write where a key is wrong. */

import { REGISTRIES } from '@selat/proto/registries.js';
import { FORMATS } from '@selat/sdk/formats';
import { z } from 'zod';
import { ENVIRONMENTS, type HostPort, LOG_LEVELS, parseHostPort } from './config.js';
import { GRANTS_FIXES, grantsSchema } from './grants-schema.js';
import { LIMITS_FIXES, limitsSchema } from './limits-schema.js';
import { OFFICE_FIXES, officeSections } from './office-section.js';
import { ORDERS_FIXES, ordersSchema } from './orders-schema.js';
import { PACKS_FIXES, packsSchema } from './packs-schema.js';

/** Text in one of the closed forms of the protocol. */
function form(name: string) {
  const { meaning, matches } = FORMATS[name] ?? { meaning: name, matches: () => false };
  return z.string().refine(matches, { error: `is not ${meaning}`, abort: true });
}

/** host:port; `lowest` is 0 where any free port will do. */
function listen(lowest: 0 | 1) {
  return z.string().transform((text, context): HostPort => {
    const parsed = parseHostPort(text);
    if (parsed !== undefined && parsed.port >= lowest) return parsed;
    context.addIssue({ code: 'custom', message: `is not host:port with a port from ${lowest} to 65535` });
    return z.NEVER;
  });
}

const path = z.string().min(1, 'is empty').max(4096, 'is longer than 4,096 characters');
const int = (min: number, max: number) =>
  z.int(`is not a whole number from ${min} to ${max}`).min(min, `is below ${min}`).max(max, `is above ${max}`);
const code = (registry: string) =>
  z.string().refine((value) => Object.hasOwn(REGISTRIES[registry] ?? {}, value), `is no code of registry ${registry}`);

const names = z
  .record(z.string(), z.string().min(1, 'is empty').max(256, 'is longer than 256 characters'))
  .superRefine((value, context) => {
    const tags = Object.keys(value);
    if (tags.length === 0) context.addIssue({ code: 'custom', message: 'names no language' });
    if (tags.length > 8) context.addIssue({ code: 'custom', message: 'names more than 8 languages' });
    for (const tag of tags.filter((each) => FORMATS['language']?.matches(each) !== true)) {
      context.addIssue({ code: 'custom', path: [tag], message: `is not ${FORMATS['language']?.meaning}` });
    }
  });

export const configSchema = z.strictObject({
  exchange: z.strictObject({
    id: form('exchange-id'),
    jurisdiction: form('country'),
    environment: z.enum(ENVIRONMENTS, `is not one of ${ENVIRONMENTS.join(', ')}`),
    legalEntity: z.strictObject({
      names,
      country: form('country'),
      externalIds: z
        .array(z.strictObject({ scheme: code('external-id-scheme'), value: z.string().min(1).max(128) }))
        .max(16, 'has more than 16 entries')
        .default([]),
      address: z.string().min(1, 'is empty').max(512, 'is longer than 512 characters').optional(),
    }),
  }),
  federation: z.strictObject({ listen: listen(1), advertise: form('host-port') }),
  api: z.strictObject({ listen: listen(0) }),
  metrics: z.strictObject({ listen: listen(0) }),
  store: z.strictObject({ file: path, maxPages: int(64, 2 ** 32 - 2).optional() }),
  log: z.strictObject({ shard: int(1, 999_999_999), headDir: path }),
  keys: z.strictObject({ dir: path, warnDays: int(1, 365).default(30) }),
  tls: z.strictObject({ certificate: path, ca: path }),
  limits: limitsSchema,
  grants: grantsSchema,
  orders: ordersSchema,
  packs: packsSchema,
  ...officeSections,
  logLevel: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

/** selat.yaml, read and narrowed, paths still as written. */
export type ConfigFile = z.output<typeof configSchema>;

/** What to write for a key that is wrong or missing. A key under one of these takes the text of the longest prefix. */
export const FIXES: Readonly<Record<string, string>> = {
  exchange: 'state id, jurisdiction, environment and legalEntity of the exchange',
  'exchange.id': 'write the DNS name that the descriptor states, such as szdex.example',
  'exchange.jurisdiction': 'write the country whose law the exchange obeys, such as CN or MY',
  'exchange.environment': 'write SANDBOX for a trial or LIVE for production',
  'exchange.legalEntity': 'state names and country of the body that answers for the exchange',
  'exchange.legalEntity.names': 'write the registered name under its language, such as en: or zh-CN:',
  'exchange.legalEntity.country': 'write the country of registration, such as CN or MY',
  'exchange.legalEntity.externalIds': 'list pairs of scheme and value, such as lei and its 20 characters',
  'exchange.legalEntity.address': 'write the registered address in one line, or remove the key',
  federation: 'state listen and advertise',
  'federation.listen': 'write the address for peers, such as 127.0.0.1:7443',
  'federation.advertise': 'write the host:port that peers dial and the descriptor states',
  api: 'state listen',
  'api.listen': 'write the address of the back office, such as 127.0.0.1:7480',
  metrics: 'state listen',
  'metrics.listen': 'write the address of health and metrics, such as 127.0.0.1:7490',
  store: 'state file',
  'store.file': 'write the path of the database, such as data/selat.sqlite',
  'store.maxPages': 'write the most pages of 4,096 bytes, at least 64, or remove the key',
  log: 'state shard and headDir',
  'log.shard': 'write the number of the log, 1 for the first',
  'log.headDir': 'write the folder of signed heads, such as head',
  keys: 'state dir',
  'keys.warnDays': 'write the days of warning before a certificate ends, 1 to 365, or remove the key',
  'keys.dir': 'write the folder of the encrypted keys, such as keys',
  tls: 'state certificate and ca',
  'tls.certificate': 'write the path of the certificate in PEM, such as tls/gateway.pem',
  'tls.ca': 'write the path of the CA certificate in PEM, such as tls/ca.pem',
  ...LIMITS_FIXES,
  ...GRANTS_FIXES,
  ...ORDERS_FIXES,
  ...PACKS_FIXES,
  ...OFFICE_FIXES,
  logLevel: `write one of ${LOG_LEVELS.join(', ')}`,
};

/** What to do about `key`. */
export function fixOf(key: string): string {
  for (let at = key; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const fix = FIXES[at];
    if (fix !== undefined) return fix;
  }
  return 'write the keys that docs/guide/quick-start.md shows';
}
