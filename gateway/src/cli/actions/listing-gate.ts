import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { GateView, ListingFactsView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import type { Action, Call } from '../command.js';
import { language } from '../compliance-given.js';
import { parseGiven, text, texts, usage } from '../given.js';
import { printGateText } from '../output/gate-text.js';
import { table, toTimeText } from '../output/table.js';

/** What the gate says; exit 1 unless it says PERMIT. */
export const check: Action = async (call) => {
  const { id, language: of } = parseGiven(z.object({ id: text, language }), call);
  const gate = await (await openClient(call)).get<GateView>(`/listings/${segment(id)}/gate`);
  return { json: gate, text: (style) => printGateText(gate, of, style), exit: gate.outcome === 'PERMIT' ? 0 : 1 };
};

/** The same facts for each listing that is named. */
export const state: Action = async (call) => {
  const { file, ids } = parseGiven(z.object({ file: text, ids: texts }), call);
  const facts = await readObject(file, call);
  const client = await openClient(call);
  const items: ListingFactsView[] = [];
  for (const id of ids) items.push(await client.post<ListingFactsView>(`/listings/${segment(id)}/facts`, { facts }));
  return {
    json: { items },
    text: (style) =>
      table(
        items,
        [
          { title: 'LISTING', value: ({ id }) => id },
          { title: 'STATED', value: ({ statedAt }) => toTimeText(statedAt) },
          { title: 'BY', value: ({ officer }) => officer, shrinks: true },
        ],
        style,
        '',
      ),
  };
};

/** @throws SelatError USAGE */
async function readObject(file: string, { io }: Call): Promise<object> {
  const path = resolve(io.cwd, file);
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  let value: unknown;
  try {
    value = parseYaml(content);
  } catch (cause) {
    const [line = ''] = (cause instanceof Error ? cause.message : '').split('\n');
    throw usage([`${path} is neither JSON nor YAML: ${line}`]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw usage([`${path} holds no object`]);
  return value;
}
