/** The files of a node that have fixed names, and what `selat init` leaves for the first start. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '@selat/sdk/keys';
import { z } from 'zod';

/** Absolute paths under the folder of a node. */
export interface NodePaths {
  readonly config: string;
  /** Newest own descriptor as General JWS JSON. */
  readonly descriptor: string;
  /** API token of the first officer, mode 0600. */
  readonly operatorToken: string;
  /** Officers of the first start, without their tokens. */
  readonly officers: string;
  /** Identity keys and the key of the CA; belongs on an offline medium. */
  readonly offline: string;
}

export function nodePaths(dir: string): NodePaths {
  return {
    config: join(dir, 'selat.yaml'),
    descriptor: join(dir, 'descriptor.jws.json'),
    operatorToken: join(dir, 'operator.token'),
    officers: join(dir, 'data', 'officers.json'),
    offline: join(dir, 'offline'),
  };
}

/** An officer that a node starts with. */
export interface OfficerSeed {
  /** `<exchange>/o/<slug>`. */
  readonly id: string;
  readonly role: 'operator';
  /** SHA-256 of the API token in hexadecimal. */
  readonly tokenHash: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The form of `data/officers.json`. */
export const officersSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[^/]+\/o\/[a-z0-9-]{1,64}$/, 'is no officer id'),
    role: z.literal('operator'),
    tokenHash: z.hash('sha256'),
    createdAt: z.int().min(0),
  }),
);

/** Makes an API token: 256 random bits behind a prefix by which logs and scanners know it. */
export function newApiToken(random: Random): string {
  return `selat_${random(32).toString('base64url')}`;
}

/** What is stored of a token. A token has 256 bits, so a fast hash is enough. */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
