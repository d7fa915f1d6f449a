/** Reads listings and drafts. */
import type { Kysely } from 'kysely';
import type { Reader } from '../domain/ports.js';
import { compiledRead } from './compiled-read.js';
import { fetchLimit, toPage } from './pages.js';
import type { Schema } from './schema.js';

type ListingReads = Pick<
  Reader,
  'findListing' | 'findListingByDigest' | 'listListings' | 'countListings' | 'findDraft' | 'listDrafts'
>;

export function listingReads(db: Kysely<Schema>): ListingReads {
  const byId = compiledRead(db, ['id'], ({ id }) => db.selectFrom('listing').selectAll().where('id', '=', id));
  return {
    findListing: async (id) => (await byId({ id }))[0],
    findListingByDigest: (digest) =>
      db.selectFrom('listing').selectAll().where('digest', '=', digest).executeTakeFirst(),
    async listListings(page) {
      let query = db.selectFrom('listing').selectAll().orderBy('id').limit(fetchLimit(page));
      if (page.exchange !== undefined) query = query.where('exchange', '=', page.exchange);
      if (page.after !== undefined) query = query.where('id', '>', page.after);
      return toPage(await query.execute(), page, ({ id }) => id);
    },
    async countListings(exchange) {
      const counted = await db
        .selectFrom('listing')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .where('exchange', '=', exchange)
        .executeTakeFirstOrThrow();
      return Number(counted.count);
    },
    findDraft: (id) => db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst(),
    async listDrafts(page) {
      let query = db.selectFrom('draft').selectAll().orderBy('id').limit(fetchLimit(page));
      if (page.after !== undefined) query = query.where('id', '>', page.after);
      return toPage(await query.execute(), page, ({ id }) => id);
    },
  };
}
