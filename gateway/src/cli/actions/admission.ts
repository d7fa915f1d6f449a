import { z } from 'zod';
import type { AdmissionView } from '../../domain/back-office/admission.js';
import { openClient } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { flag, parseGiven, text, usage } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, table, toTimeText } from '../output/table.js';

const product = z.object({ product: text, reason: text });
const widening = z.object({
  grade: text.optional(),
  personalData: flag,
  anyProduct: flag,
  open: flag,
  reason: text,
});

export const show: Action = async (call) => printed(await (await openClient(call)).get<AdmissionView>('/admission'));

export const allow: Action = async (call) => post(call, '/admission/allow', parseGiven(product, call));

export const remove: Action = async (call) => post(call, '/admission/remove', parseGiven(product, call));

export const widen: Action = async (call) => {
  const wanted = parseGiven(widening, call);
  const { grade, personalData, anyProduct, open } = wanted;
  if (grade === undefined && !personalData && !anyProduct && !open) {
    throw usage(['nothing to widen is named: give --grade, --personal-data, --any-product or --open']);
  }
  return post(call, '/admission/widen', wanted);
};

export const narrow: Action = async (call) =>
  post(call, '/admission/narrow', parseGiven(z.object({ reason: text }), call));

async function post(call: Call, path: string, body: Readonly<Record<string, unknown>>): Promise<Outcome> {
  return printed(await (await openClient(call)).post<AdmissionView>(path, body));
}

function printed(view: AdmissionView): Outcome {
  return { json: view, text: (style) => describe(view, style) };
}

function describe(view: AdmissionView, style: Style): string {
  const { policy, grades, personalData, anyProduct, products, changes } = view;
  const isPilot = policy === 'pilot';
  const rows = fields(
    [
      ['policy', isPilot ? 'pilot' : 'open: every product is let through'],
      ['grades', isPilot ? grades.join(', ') : undefined],
      ['personal data', isPilot ? (personalData ? 'let through' : 'kept out') : undefined],
      ['products', isPilot ? (anyProduct ? 'any' : 'those of the allow-list') : undefined],
    ],
    style,
  );
  const list = table(
    products,
    [
      { title: 'ALLOWED PRODUCT', value: (row) => row.product },
      { title: 'OFFICER', value: (row) => row.officer, shrinks: true },
      { title: 'REASON', value: (row) => row.reason, shrinks: true },
    ],
    style,
    'No product is on the allow-list.',
  );
  const history = table(
    changes,
    [
      { title: 'CHANGED', value: ({ at }) => toTimeText(at) },
      { title: 'TO', value: (row) => row.policy },
      { title: 'OFFICER', value: (row) => row.officer, shrinks: true },
      { title: 'REASON', value: (row) => row.reason, shrinks: true },
    ],
    style,
    'The policy was never changed.',
  );
  return `${rows}\n${list}\n${history}`;
}
