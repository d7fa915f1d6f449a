import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FORMATS } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { CARRIED_FILE, parseCarried } from '../../go-live/carried.js';
import { goLiveConditions } from '../../go-live/conditions.js';
import { type Promoted, promoteNode } from '../../go-live/promote.js';
import { openClient } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { configFileOf } from '../config-file.js';
import { flag, parseGiven, text, usage, wholeNumber } from '../given.js';
import { printChecks } from '../output/checks.js';
import type { Style } from '../output/style.js';
import { fields, table } from '../output/table.js';
import { readPassphrase } from '../passphrase.js';

const port = wholeNumber(1, 65_535).optional();
const form = (name: string) =>
  z.string().refine((value) => FORMATS[name]?.matches(value) === true, `is not ${FORMATS[name]?.meaning}`);

const given = z.object({
  config: text.optional(),
  check: flag,
  promote: flag,
  carry: flag,
  dir: text.optional(),
  exchange: form('exchange-id').optional(),
  advertise: form('host-port').optional(),
  federationPort: port,
  apiPort: port,
  metricsPort: port,
  passphraseFile: text.optional(),
});

type Given = z.output<typeof given>;

/** Checks what LIVE asks for; with --promote makes the LIVE node; with --carry brings drafts and registrations to it. */
export const goLive: Action = async (call) => {
  const wanted = parseGiven(given, call);
  const chosen = [wanted.check, wanted.promote, wanted.carry].filter(Boolean).length;
  if (chosen > 1) throw usage(['give one of --check, --promote and --carry']);
  if (wanted.promote) return promote(wanted, call);
  return wanted.carry ? carry(wanted, call) : check(wanted, call);
};

async function check({ config }: Given, call: Call): Promise<Outcome> {
  const { env, clock, random } = call.io;
  const conditions = await goLiveConditions({ file: configFileOf(config, call), env, clock, random });
  const unmet = conditions.filter(({ ok }) => !ok).length;
  const verdict = unmet === 0 ? 'Every condition is met.' : `${unmet} of ${conditions.length} conditions are not met.`;
  return {
    json: { ready: unmet === 0, conditions },
    text: (style) => `${printChecks(conditions, style)}${verdict}\n`,
    exit: unmet === 0 ? 0 : 1,
  };
}

async function promote(wanted: Given, call: Call): Promise<Outcome> {
  const { dir, exchange, advertise, passphraseFile } = wanted;
  if (dir === undefined) throw usage(['--promote needs --dir, the folder of the LIVE node']);
  if (passphraseFile === undefined) {
    throw usage(['--promote needs --passphrase-file, a passphrase for the LIVE node alone']);
  }
  const { io } = call;
  const keyPassphrase = await readPassphrase(passphraseFile, io);
  const ports = portsOf(wanted);
  const made = await promoteNode({
    file: configFileOf(wanted.config, call),
    env: io.env,
    clock: io.clock,
    random: io.random,
    dir: resolve(io.cwd, dir),
    passphrase: keyPassphrase,
    ...(exchange === undefined ? {} : { exchange }),
    ...(advertise === undefined ? {} : { advertise }),
    ...(ports === undefined ? {} : { ports }),
  });
  return { json: made, text: (style) => describe(made, style) };
}

function portsOf({ federationPort: federation, apiPort: api, metricsPort: metrics }: Given) {
  if (federation === undefined && api === undefined && metrics === undefined) return undefined;
  if (federation === undefined || api === undefined || metrics === undefined) {
    throw usage(['give all of --federation-port, --api-port and --metrics-port, or none']);
  }
  if (new Set([federation, api, metrics]).size < 3) throw usage(['two of the three ports are the same']);
  return { federation, api, metrics };
}

function describe({ exchange, dir, config, fingerprint, offline, carried }: Promoted, style: Style): string {
  const rows = fields(
    [
      ['exchange', `${exchange} LIVE`],
      ['folder', dir],
      ['configuration', config],
      ['fingerprint', fingerprint],
      ['take offline', offline],
      ['carried', `${carried.participants} registrations, ${carried.drafts} drafts, unsigned`],
    ],
    style,
  );
  return `${rows}It is a new identity: read its fingerprint aloud to the other operators.\nStart it, then run: selat go-live --carry --config ${config}\n`;
}

/** What became of one registration or draft. */
interface CarriedItem {
  readonly what: string;
  readonly ok: boolean;
  readonly why?: string;
}

/** Registers and drafts on the running LIVE node; what is there already stays. */
async function carry({ config }: Given, call: Call): Promise<Outcome> {
  const file = join(dirname(configFileOf(config, call)), CARRIED_FILE);
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${file} cannot be read: ${cause.code ?? 'unreadable'}; promotion writes it`]);
  });
  const { participants, drafts } = parseCarried(content, file);
  const client = await openClient(call);
  const items: CarriedItem[] = [];
  for (const participant of participants) {
    items.push(await tried(`member ${String(participant['slug'])}`, () => client.post('/participants', participant)));
  }
  for (const draft of drafts) {
    items.push(
      await tried(`draft ${draft.id}`, async () => {
        const { items: saved } = await client.post<{ items: readonly SavedDraft[] }>('/drafts', { drafts: [draft] });
        const error = saved[0]?.error;
        if (error !== undefined) throw new SelatError('REQUEST_INVALID', error.message, {});
      }),
    );
  }
  const failed = items.filter(({ ok }) => !ok).length;
  return { json: { items, failed }, text: (style) => describeItems(items, style), exit: failed === 0 ? 0 : 1 };
}

interface SavedDraft {
  readonly error?: { readonly message: string };
}

async function tried(what: string, act: () => Promise<unknown>): Promise<CarriedItem> {
  try {
    await act();
    return { what, ok: true };
  } catch (error) {
    if (!(error instanceof SelatError) || error.reason === 'GATEWAY_UNREACHABLE') throw error;
    return { what, ok: false, why: error.message };
  }
}

function describeItems(items: readonly CarriedItem[], style: Style): string {
  return table(
    items,
    [
      { title: 'CARRIED', value: ({ what }) => what, shrinks: true },
      { title: 'AS', value: ({ ok, why }) => (ok ? 'waits for approval' : (why ?? 'refused')), shrinks: true },
    ],
    style,
    'There was nothing to carry.',
  );
}
