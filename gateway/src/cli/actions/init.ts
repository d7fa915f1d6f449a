import { resolve } from 'node:path';
import { FORMATS } from '@selat/sdk/document';
import { ALGORITHM_NAMES, type Algorithm, isAlgorithm } from '@selat/sdk/keys';
import { z } from 'zod';
import {
  ENVIRONMENTS,
  initNode,
  type NewNode,
  type NodePlan,
  type Preset,
  parseHostPort,
  readPreset,
} from '../../config/index.js';
import { REVIEW_KINDS, type ReviewKind } from '../../domain/rows-office.js';
import type { Action, Call } from '../command.js';
import { pairs, parseGiven, text, texts, usage, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { fields } from '../output/table.js';
import { readPassphrase } from '../passphrase.js';

const port = wholeNumber(1, 65_535);
const form = (name: string) =>
  z.string().refine((value) => FORMATS[name]?.matches(value) === true, `is not ${FORMATS[name]?.meaning}`);

const given = z.object({
  preset: text.optional(),
  dir: text.optional(),
  exchange: form('exchange-id').optional(),
  jurisdiction: form('country').optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  name: pairs.optional(),
  algorithm: texts.refine((list) => list.every(isAlgorithm), `is not one of ${ALGORITHM_NAMES.join(', ')}`).optional(),
  review: z.array(z.enum([...REVIEW_KINDS, 'none'], 'is not one of legal, technical, compliance, none')).optional(),
  federationPort: port,
  apiPort: port,
  metricsPort: port,
  advertise: form('host-port').optional(),
  listen: z
    .string()
    .refine((host) => parseHostPort(`${host}:1`) !== undefined, 'is no host name or address')
    .optional(),
  passphraseFile: text.optional(),
});

type Given = z.output<typeof given>;

/** Writes a node. */
export const init: Action = async (call) => {
  const wanted = parseGiven(given, call);
  const { io } = call;
  const preset = choose(
    wanted,
    wanted.preset === undefined ? undefined : await readPreset(presetPath(wanted.preset, call)),
  );
  const plan: NodePlan = {
    ...preset,
    dir: resolve(io.cwd, wanted.dir ?? preset.exchange.id),
    passphrase: await readPassphrase(wanted.passphraseFile, call.io),
    ports: { federation: wanted.federationPort, api: wanted.apiPort, metrics: wanted.metricsPort },
    advertise: wanted.advertise ?? `127.0.0.1:${wanted.federationPort}`,
    ...(wanted.listen === undefined ? {} : { listenHost: wanted.listen }),
  };
  if (new Set(Object.values(plan.ports)).size < 3) throw usage(['two of the three ports are the same']);
  const node = await initNode(plan, io.clock(), io.random);
  return { json: node, text: (style) => describe(node, style) };
};

/** A name stays a name; a folder is found from where the command runs. */
function presetPath(preset: string, { io }: Call): string {
  return /[/\\.]/.test(preset) ? resolve(io.cwd, preset) : preset;
}

/** Options over the preset. Without a preset they must say it all. */
function choose(wanted: Given, preset: Preset | undefined): Preset {
  const { exchange: id = preset?.exchange.id, jurisdiction = preset?.exchange.jurisdiction } = wanted;
  const names = wanted.name === undefined ? preset?.exchange.legalEntity.names : Object.fromEntries(wanted.name);
  const missing = [
    ...(id === undefined ? ['--exchange is missing'] : []),
    ...(jurisdiction === undefined ? ['--jurisdiction is missing'] : []),
    ...(names === undefined ? ['--name is missing'] : []),
  ];
  if (id === undefined || jurisdiction === undefined || names === undefined) {
    throw usage(['there is no --preset', ...missing]);
  }
  const entity = preset?.exchange.legalEntity ?? { country: jurisdiction, externalIds: [] };
  const country = wanted.jurisdiction ?? entity.country;
  const environment = wanted.environment ?? preset?.exchange.environment ?? 'SANDBOX';
  const algorithms = wanted.algorithm?.filter(isAlgorithm) ?? preset?.algorithms ?? (['Ed25519'] satisfies Algorithm[]);
  const exchange = { id, jurisdiction, environment, legalEntity: { ...entity, names, country } };
  return { exchange, algorithms, reviews: reviewsOf(wanted, preset) };
}

/** `none` among them asks for none. */
function reviewsOf({ review }: Given, preset: Preset | undefined): readonly ReviewKind[] {
  if (review === undefined) return preset?.reviews ?? [];
  return review.includes('none') ? [] : REVIEW_KINDS.filter((kind) => review.includes(kind));
}

/** Digits in groups of four, four groups a line: people lose their place in longer rows. */
export function toReadAloud(fingerprint: string): readonly string[] {
  const groups = fingerprint.replace(/^sha256:/, '').match(/.{4}/g) ?? [];
  return [0, 4, 8, 12].map((start) => groups.slice(start, start + 4).join(' '));
}

function describe(node: NewNode, style: Style): string {
  const [first = '', ...rest] = toReadAloud(node.fingerprint);
  const list = fields(
    [
      ['exchange', node.exchange],
      ['folder', node.dir],
      ['officer', `${node.officer.id} (${node.officer.role})`],
      ['token', node.officer.tokenFile],
      ['fingerprint', node.fingerprint],
    ],
    style,
  );
  const aloud = ['read aloud', ...rest.map(() => '')].map(
    (name, at) => `${style.dim(name.padEnd(11))}  ${style.bold([first, ...rest][at] ?? '')}`,
  );
  return `${style.good('The node is written.')}\n${list}${aloud.join('\n')}\n
Next:
  1. Move ${node.offline} to an offline medium; serving does not need it.
  2. selat serve --config ${node.config}
  3. Read the fingerprint aloud to the operator of the other exchange.
`;
}
