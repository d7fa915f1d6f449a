/** Who calls: a bearer token, compared by its SHA-256 alone. Loopback is no authentication. [API-1] */
import { SelatError } from '@selat/sdk/errors';
import { hashApiToken } from '../config/node-paths.js';
import type { Actor, UseCases } from '../domain/use-cases.js';
import type { ApiLimiter } from './api-limiter.js';

/** Longest token read at all. */
const MAX_TOKEN_CHARS = 512;

/** Where a request comes from, and what holds its sender to a rate; without a limiter nothing does. */
export interface Caller {
  readonly header: string | undefined;
  readonly address: string;
  readonly limiter?: ApiLimiter | undefined;
}

/**
 * Finds the officer behind an Authorization header.
 * @throws SelatError TOKEN_INVALID, with the same words for a token that is unknown and one that is disabled;
 *   API_RATE_EXCEEDED
 */
export async function authenticate(useCases: UseCases, { header, address, limiter }: Caller): Promise<Actor> {
  if (header === undefined) throw refused('it has no Authorization header');
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_CHARS) throw refused('its Authorization is no bearer token');
  const hash = hashApiToken(token);
  limiter?.requireMayGuess(address, hash);
  const actor = await useCases.authenticate(hash);
  if (actor === undefined) {
    limiter?.noteWrong(address);
    throw refused('its token belongs to no active officer');
  }
  limiter?.admit(actor.id, hash);
  return actor;
}

function refused(why: string): SelatError {
  return new SelatError('TOKEN_INVALID', `cannot accept the request: ${why}`, { why });
}
