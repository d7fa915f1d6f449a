import { SCHEMA } from '@selat/proto/schema.js';
import { isObject } from './field-map.js';
import type { Part } from './record.js';

/** Required parts that a product lacks, by their JSON names, such as `sourceStatement.kind`. Its id is made later. */
export function missingParts(product: Part): readonly string[] {
  return missingIn('selat.v1.DataProduct', product).filter((path) => path !== 'id');
}

function missingIn(message: string, part: Part): string[] {
  return (SCHEMA[message]?.fields ?? []).flatMap((field) => {
    const value = part[field.jsonName];
    if (isAbsent(value)) return field.rules?.required === true ? [field.jsonName] : [];
    if (field.message === undefined) return [];
    const { message: inner, jsonName } = field;
    if (!Array.isArray(value))
      return isObject(value) ? missingIn(inner, value).map((path) => `${jsonName}.${path}`) : [];
    return value.flatMap((item: unknown, index) =>
      isObject(item) ? missingIn(inner, item).map((path) => `${jsonName}[${index}].${path}`) : [],
    );
  });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
