/** One operation of the REST edge as data. A table of these is the only way to a route: without roles there is none. [API-2] */
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { OFFICER_ROLES, type OfficerRole } from '../domain/rows.js';
import type { Actor, UseCases } from '../domain/use-cases.js';
import { requestInvalid } from './request-invalid.js';

/** What one operation is. */
export interface Operation<I> {
  readonly method: 'GET' | 'POST';
  /** Path under /api/v1, with parameters as `:name`. Ids that hold slashes stand percent-encoded in it. */
  readonly path: string;
  /** What it does, for OpenAPI; one sentence without a full stop. */
  readonly summary: string;
  /** Roles of officers who may call it. */
  readonly roles: readonly [OfficerRole, ...OfficerRole[]];
  /** Path parameters with the query (GET) or the body (POST), as one strict object. */
  readonly schema: z.ZodType<I>;
  run(useCases: UseCases, input: I, actor: Actor): Promise<unknown>;
}

/** An operation whose input type is sealed behind its own schema. */
export interface RegisteredOperation extends Omit<Operation<unknown>, 'run'> {
  /** Parses, then runs. @throws SelatError REQUEST_INVALID and every reason of the verb */
  call(useCases: UseCases, input: unknown, actor: Actor): Promise<unknown>;
}

/** Every role, for what any officer may read. */
export const ANY_OFFICER = OFFICER_ROLES;

/** Registers an operation. @throws Error where it names no role: that would be an open route */
export function operation<I>(row: Operation<I>): RegisteredOperation {
  if (row.roles.length === 0) throw new Error(`operation ${row.method} ${row.path} names no role`);
  const { method, path, summary, roles, schema } = row;
  return {
    method,
    path,
    summary,
    roles,
    schema,
    call: async (useCases, input, actor) => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) throw requestInvalid(`${method} ${path}`, parsed.error);
      return row.run(useCases, parsed.data, actor);
    },
  };
}

/** Refuses an officer whose role is not named. @throws SelatError ROLE_FORBIDDEN */
export function requireRole({ method, path, roles }: RegisteredOperation, actor: Actor): void {
  if (roles.includes(actor.role)) return;
  const allowed = roles.join(', ');
  const message = `cannot ${method} ${path} as ${actor.id}: role ${actor.role} is none of ${allowed}`;
  throw new SelatError('ROLE_FORBIDDEN', message, { officer: actor.id, role: actor.role, allowed });
}

/** An operation that takes nothing. */
export const NOTHING = z.strictObject({});
