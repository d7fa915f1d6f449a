/** Who calls: a bearer token, compared by its SHA-256 alone. Loopback is no authentication. [API-1] */
import { SelatError } from '@selat/sdk/errors';
import { hashApiToken } from '../config/node-paths.js';
import type { Actor, UseCases } from '../domain/use-cases.js';

/** Longest token read at all. */
const MAX_TOKEN_CHARS = 512;

/**
 * Finds the officer behind an Authorization header.
 * @throws SelatError TOKEN_INVALID, with the same words for a token that is unknown and one that is disabled
 */
export async function authenticate(useCases: UseCases, header: string | undefined): Promise<Actor> {
  if (header === undefined) throw refused('it has no Authorization header');
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_CHARS) throw refused('its Authorization is no bearer token');
  const actor = await useCases.authenticate(hashApiToken(token));
  if (actor === undefined) throw refused('its token belongs to no active officer');
  return actor;
}

function refused(why: string): SelatError {
  return new SelatError('TOKEN_INVALID', `cannot accept the request: ${why}`, { why });
}
