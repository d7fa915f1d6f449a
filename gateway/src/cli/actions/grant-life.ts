import { z } from 'zod';
import { factsGiven, readStated } from '../facts-given.js';
import { text, texts, wholeNumber } from '../given.js';
import { instant, price, volume } from '../grant-given.js';
import type { Io } from '../io.js';
import { act, toRequestBody } from './grant-acts.js';

const bare = z.object({ id: text });

/** What a new request changes of an older one. */
const change = bare.extend({
  terms: text.optional(),
  action: texts.optional(),
  purpose: texts.optional(),
  place: texts.optional(),
  volume,
  price,
  from: instant,
  until: instant,
  ...factsGiven,
  key: text.optional(),
});

type Change = z.output<typeof change>;
const toChange = async ({ id: _id, facts, withhold, ...given }: Change, io: Io) => ({
  ...toRequestBody(given),
  ...(await readStated({ facts, withhold }, io)),
});

export const withdraw = act('withdraw', bare.extend({ note: text.optional() }), ({ note }) => ({ note }));
export const counter = act('counter', change, toChange);
export const amend = act('amend', change, toChange);
export const renew = act(
  'renew',
  bare.extend({ days: wholeNumber(1, 36_525).optional(), price, ...factsGiven, key: text.optional() }),
  async ({ id: _id, facts, withhold, ...given }, io) => ({ ...given, ...(await readStated({ facts, withhold }, io)) }),
);
export const end = act(
  'end',
  bare.extend({ reason: z.enum(['COMPLETED', 'EXHAUSTED'], 'is neither COMPLETED nor EXHAUSTED'), at: instant }),
  ({ reason, at }) => ({ reason, effectiveAt: at }),
);
