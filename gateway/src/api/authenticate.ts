/** Who calls: a bearer token, compared by its SHA-256 alone. Loopback is no authentication. [API-1] */
import { SelatError } from '@selat/sdk/errors';
import { hashApiToken } from '../config/node-paths.js';
import type { Actor, Member, UseCases } from '../domain/use-cases.js';
import type { ApiLimiter } from './api-limiter.js';

/** Longest token read at all. */
const MAX_TOKEN_CHARS = 512;

/** Where a request comes from, and what holds its sender to a rate; without a limiter nothing does. */
export interface Sender {
  readonly header: string | undefined;
  readonly address: string;
  readonly limiter?: ApiLimiter | undefined;
}

/**
 * Finds the officer behind an Authorization header.
 * @throws SelatError TOKEN_INVALID, with the same words for a token that is unknown and one that is disabled;
 *   API_RATE_EXCEEDED
 */
export async function authenticate(useCases: UseCases, sender: Sender): Promise<Actor> {
  return known(sender, 'officer', (hash) => useCases.authenticate(hash));
}

/**
 * Finds the member behind an Authorization header.
 * @throws SelatError TOKEN_INVALID, with the same words whatever is wrong with the token or the member; API_RATE_EXCEEDED
 */
export async function authenticateMember(useCases: UseCases, sender: Sender): Promise<Member> {
  return known(sender, 'member', (hash) => useCases.authenticateMember(hash));
}

async function known<T extends { readonly id: string }>(
  { header, address, limiter }: Sender,
  who: string,
  find: (hash: string) => Promise<T | undefined>,
): Promise<T> {
  const hash = tokenHash(header);
  limiter?.requireMayGuess(address, hash);
  const found = await find(hash);
  if (found === undefined) {
    limiter?.noteWrong(address);
    throw refused(`its token belongs to no active ${who}`);
  }
  limiter?.admit(found.id, hash);
  return found;
}

/** Lets a stranger send a one-time code as often as it may send a wrong token. @throws SelatError API_RATE_EXCEEDED */
export async function asStranger<T>({ address, limiter }: Sender, redeem: () => Promise<T>): Promise<T> {
  limiter?.requireMayGuess(address, '');
  try {
    return await redeem();
  } catch (error) {
    if (error instanceof SelatError && error.reason === 'ENROLMENT_REFUSED') limiter?.noteWrong(address);
    throw error;
  }
}

function tokenHash(header: string | undefined): string {
  if (header === undefined) throw refused('it has no Authorization header');
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > MAX_TOKEN_CHARS) throw refused('its Authorization is no bearer token');
  return hashApiToken(token);
}

function refused(why: string): SelatError {
  return new SelatError('TOKEN_INVALID', `cannot accept the request: ${why}`, { why });
}
