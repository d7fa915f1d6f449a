import type { Found, Place, SearchIndex, SearchReader } from '../domain/search/ports.js';
import type { Question } from '../domain/search/question.js';
import { type SearchEngine, type Selection, TIERS } from './engine.js';

/** Answers searches in the order of [SRC-6]: hits whose titles have every token, then the others, each newest first. */
export function searchIndex(engine: SearchEngine, reader: SearchReader): SearchIndex {
  return {
    find: (question, now, limit, place) => find(engine, { question, now, limit }, place),
    count: (question, now, atMost) => engine.count({ question, part: 'all', below: undefined, now, limit: atMost }),
    behind: async () => {
      const mark = await engine.progress();
      const { size } = await reader.findLogEnd(mark);
      return Math.max(0, size - mark.next);
    },
  };
}

type Asked = Pick<Selection, 'question' | 'now' | 'limit'>;

async function find(engine: SearchEngine, asked: Asked, place: Place | undefined): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const tier of tiersOf(asked.question)) {
    const limit = asked.limit - found.length;
    if (limit === 0 || (place !== undefined && place.tier > tier)) continue;
    const below = place?.tier === tier ? place.doc : undefined;
    const hits = await engine.select({ ...asked, limit, below, part: TIERS[tier] });
    found.push(...hits.map(({ doc, id }) => ({ tier, doc, id })));
  }
  return found;
}

/** Without words there is nothing that a title could have. */
function tiersOf({ title }: Question): readonly Place['tier'][] {
  return title === undefined ? [1] : [0, 1];
}
