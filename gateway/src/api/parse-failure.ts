/** What express and its body parser throw, as reasons of the closed table. [API-3] */
import { SelatError } from '@selat/sdk/errors';

interface HttpError {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly limit?: unknown;
  readonly message?: unknown;
}

/** Returns the typed form of a failure to read the request; anything else comes back as it is. */
export function typedParseFailure(error: unknown): unknown {
  if (error instanceof SelatError || typeof error !== 'object' || error === null) return error;
  const { type, status, limit }: HttpError = error;
  if (type === 'entity.too.large') {
    const facts = { limitBytes: String(limit) };
    return new SelatError('LIMIT_EXCEEDED', `cannot read the body: it has more than ${limit} bytes`, facts);
  }
  if (type === 'entity.parse.failed') return unreadable('the body', 'it is not a JSON object or array', error);
  if (type === 'encoding.unsupported') return unreadable('the body', 'its content-encoding is not known', error);
  if (type === 'charset.unsupported') return unreadable('the body', 'its charset is not utf-8', error);
  if (typeof type === 'string' && status === 400) return unreadable('the body', 'it did not arrive whole', error);
  if (error instanceof URIError || status === 400)
    return unreadable('the path', 'its percent-encoding is broken', error);
  return error;
}

function unreadable(what: string, why: string, cause: unknown): SelatError {
  return new SelatError('REQUEST_INVALID', `cannot read ${what}: ${why}`, { why }, { cause });
}
