/** Compares fields of a message with what a case says that they hold. */
import type { Case } from '../cases/index.js';
import { type Json, valueAt, withBytes } from './changes.js';

type FieldIs = NonNullable<Case['steps'][number]['await']>['fields'][number];

/** Says which field differs; undefined = none. `null` stands for an absent field. */
export function fieldDifference(fields: readonly FieldIs[], message: Json): string | undefined {
  for (const { path, json } of fields) {
    const wanted: Json = JSON.parse(json);
    const expected = JSON.stringify(withBytes(wanted));
    const found = JSON.stringify(valueAt(message, path) ?? null);
    if (found !== expected) return `has ${path} = ${found}, expected is ${expected}`;
  }
  return undefined;
}
