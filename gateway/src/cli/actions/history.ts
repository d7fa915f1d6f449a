import { z } from 'zod';
import type { ActView, PageView } from '../../domain/use-cases.js';
import { openClient } from '../api-client.js';
import type { Action } from '../command.js';
import { parseGiven, text, wholeNumber } from '../given.js';
import { shortDigest, table, toTimeText } from '../output/table.js';

const query = z.object({
  limit: wholeNumber(1, 1000),
  after: text.optional(),
  officer: text.optional(),
  act: text.optional(),
  day: text.optional(),
});

export const history: Action = async (call) => {
  const page = await (await openClient(call)).get<PageView<ActView>>('/history', parseGiven(query, call));
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'INDEX', value: ({ index }) => String(index) },
          { title: 'TIME', value: ({ time }) => toTimeText(time) },
          { title: 'ACT', value: ({ act }) => act.replace(/^(selat[.]v1[.]|local[/])/, '') },
          { title: 'BY', value: actorsOf, shrinks: 'last' },
          {
            title: 'ABOUT',
            value: ({ about, digest }) => (about === undefined ? shortDigest(digest ?? '') : shortId(about)),
            shrinks: true,
          },
        ],
        style,
        'No acts.',
      ),
  };
};

/** An id of this exchange without the exchange: `o/mei` for `szdex.example/o/mei`. */
function shortId(about: string): string {
  return about.replace(/^[a-z0-9.-]+\/(?=[a-z]\/)/, '');
}

/** Own officers by the last part of their ids, both where an act had two; the peer for what came from one. */
function actorsOf({ officer, secondOfficer, direction, chain }: ActView): string {
  if (officer === undefined) return direction === 'in' ? chain : '';
  return [officer, secondOfficer].flatMap((id) => (id === undefined ? [] : [id.split('/').at(-1) ?? id])).join(' + ');
}
