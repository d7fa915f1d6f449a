import { z } from 'zod';
import type { DecisionView, GrantDetail, GrantView, PageView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import type { Action } from '../command.js';
import { language } from '../compliance-given.js';
import { factsGiven, readStated } from '../facts-given.js';
import { parseGiven, text, texts, wholeNumber } from '../given.js';
import { instant, price, volume } from '../grant-given.js';
import { printDecisionText } from '../output/decision-text.js';
import { describeDetail } from '../output/grant-text.js';
import { shortDigest, table } from '../output/table.js';
import { act, fullId, one, toRequestBody } from './grant-acts.js';

const id = text;
const note = text.optional();
const bare = z.object({ id });

const requested = z.object({
  listing: text,
  terms: text,
  consumer: text,
  action: texts,
  purpose: texts,
  place: texts,
  volume,
  price,
  from: instant,
  until: instant,
  supersedes: text.optional(),
  ...factsGiven,
  key: text.optional(),
});

export const request: Action = async (call) => {
  const { supersedes, facts, withhold, ...given } = parseGiven(requested, call);
  const stated = await readStated({ facts, withhold }, call.io);
  const client = await openClient(call);
  const named = supersedes === undefined ? {} : { supersedes: await fullId(client, supersedes) };
  return one(await client.post<GrantView>('/grants', { ...toRequestBody(given), ...stated, ...named }));
};

export const list: Action = async (call) => {
  const query = parseGiven(z.object({ limit: wholeNumber(1, 1000), after: text.optional() }), call);
  const page = await (await openClient(call)).get<PageView<GrantView>>('/grants', query);
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'GRANT', value: ({ id }) => shortDigest(id) },
          { title: 'STATE', value: ({ state }) => state },
          { title: 'SIDE', value: ({ side }) => side },
          { title: 'CONSUMER', value: ({ consumer }) => consumer, shrinks: true },
          { title: 'LISTING', value: ({ listing }) => listing, shrinks: true },
        ],
        style,
        'No grants yet.',
      ),
  };
};

export const show: Action = async (call) => {
  const { id } = parseGiven(bare, call);
  const client = await openClient(call);
  const grant = await client.get<GrantDetail>(`/grants/${segment(await fullId(client, id))}`);
  return { json: grant, text: (style) => describeDetail(grant, style) };
};

/** What the own rules say; exit 1 unless they permit. */
export const check: Action = async (call) => {
  const { id: named, language: of, facts } = parseGiven(bare.extend({ facts: text.optional(), language }), call);
  const stated = await readStated({ facts }, call.io);
  const client = await openClient(call);
  const decision = await client.post<DecisionView>(`/grants/${segment(await fullId(client, named))}/check`, {
    ...stated,
  });
  return {
    json: decision,
    text: (style) => printDecisionText(decision, of, style),
    exit: decision.outcome === 'PERMIT' ? 0 : 1,
  };
};

const noted = z.object({ id, note });
const reasoned = z.object({ id, reason: text, note });
const refusal = reasoned.extend({ need: texts.default([]), ...factsGiven });

export const refuse = act('refuse', refusal, async ({ reason, note: why, need, facts, withhold }, io) => ({
  ...(await readStated({ facts, withhold }, io)),
  reason,
  note: why,
  needs: need.map((codes) => codes.split(',').map((code) => code.trim())),
}));
const offered = bare.extend({
  price,
  deadlineHours: wholeNumber(1, 8_760).optional(),
  from: instant,
  until: instant,
  ...factsGiven,
});
export const offer = act('offer', offered, async ({ id: _id, from, until, facts, withhold, ...rest }, io) => ({
  ...rest,
  ...(await readStated({ facts, withhold }, io)),
  validFrom: from,
  validUntil: until,
}));
const signed = bare.extend({ wait: wholeNumber(0, 60), price });
export const countersign = act('countersign', signed, ({ wait, price: named }) => ({
  waitMs: wait * 1000,
  price: named,
}));
export const decline = act('decline', noted, ({ note: why }) => ({ note: why }));
export const suspend = act('suspend', reasoned, ({ reason, note: why }) => ({ reason, note: why }));
export const resume = act('resume', noted.extend(factsGiven), async ({ note: why, facts, withhold }, io) => ({
  ...(await readStated({ facts, withhold }, io)),
  note: why,
}));
export const revoke = act('revoke', reasoned, ({ reason, note: why }) => ({ reason, note: why }));
