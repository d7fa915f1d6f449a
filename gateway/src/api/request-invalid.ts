/** What is wrong with a request, every field of it. [API-3] */
import { SelatError } from '@selat/sdk/errors';
import type { z } from 'zod';

/** Most fields that one error names. */
const MAX_NAMED = 20;

/** @param what the operation, such as `POST /grants` */
export function requestInvalid(what: string, error: z.ZodError): SelatError {
  const named = error.issues.slice(0, MAX_NAMED).map(({ path, message }) => ({
    field: path.map(String).join('.') || 'the request',
    message: message.charAt(0).toLowerCase() + message.slice(1),
  }));
  const list = named.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const more = error.issues.length > MAX_NAMED ? `; and ${error.issues.length - MAX_NAMED} more` : '';
  const facts = Object.fromEntries(named.map(({ field, message }) => [field, message]));
  return new SelatError('REQUEST_INVALID', `cannot accept ${what}: ${list}${more}`, facts);
}
