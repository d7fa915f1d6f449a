/** Reads the admission policy. */
import type { Kysely } from 'kysely';
import type { AdmissionReader } from '../domain/admission/ports.js';
import type { Schema } from './schema.js';

export function admissionReads(db: Kysely<Schema>): AdmissionReader {
  return {
    findAdmission: () => db.selectFrom('admission').selectAll().orderBy('revision', 'desc').limit(1).executeTakeFirst(),
    listAdmissions: (limit) =>
      db.selectFrom('admission').selectAll().orderBy('revision', 'desc').limit(limit).execute(),
    findAdmittedProduct: (product) =>
      db.selectFrom('admitted_product').selectAll().where('product', '=', product).executeTakeFirst(),
    listAdmittedProducts: (limit) =>
      db
        .selectFrom('admitted_product')
        .selectAll()
        .where('state', '=', 'allowed')
        .orderBy('product')
        .limit(limit)
        .execute(),
  };
}
