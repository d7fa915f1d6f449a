/** One operation of the REST edge as data. A table of these is the only way to a route: without roles there is none. [API-2] */
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { OFFICER_ROLES, type OfficerRole } from '../domain/rows.js';
import type { Actor, Member, UseCases } from '../domain/use-cases.js';
import { requestInvalid } from './request-invalid.js';

/** What every operation is, whoever calls it. */
interface OperationRow<I> {
  readonly method: 'GET' | 'POST';
  /** Path under /api/v1, with parameters as `:name`. Ids that hold slashes stand percent-encoded in it. */
  readonly path: string;
  /** What it does, for OpenAPI; one sentence without a full stop. */
  readonly summary: string;
  /** Path parameters with the query (GET) or the body (POST), as one strict object. */
  readonly schema: z.ZodType<I>;
}

/** An operation of officers. */
export interface Operation<I> extends OperationRow<I> {
  /** Roles of officers who may call it. */
  readonly roles: readonly [OfficerRole, ...OfficerRole[]];
  run(useCases: UseCases, input: I, actor: Actor): Promise<unknown>;
}

/** An operation of members, each for itself: the token of its enrolment says who it is. */
export interface MemberOperation<I> extends OperationRow<I> {
  run(useCases: UseCases, input: I, member: Member): Promise<unknown>;
}

/** An operation whose input proves by itself that the caller may: a one-time code. */
export interface CodeOperation<I> extends OperationRow<I> {
  run(useCases: UseCases, input: I): Promise<unknown>;
}

/** Who calls, as far as the kind of operation asks. */
export type Caller =
  | { readonly kind: 'officer'; readonly actor: Actor }
  | { readonly kind: 'member'; readonly member: Member }
  | { readonly kind: 'code' };

/** An operation whose input type is sealed behind its own schema. */
export interface RegisteredOperation extends OperationRow<unknown> {
  /** How the caller is known. There is no other way in. [API-2] */
  readonly caller: Caller['kind'];
  /** Roles of officers who may call it; none where it is not for officers. */
  readonly roles: readonly OfficerRole[];
  /** Parses, then runs. @throws SelatError REQUEST_INVALID and every reason of the verb */
  call(useCases: UseCases, input: unknown, caller: Caller): Promise<unknown>;
}

/** Every role, for what any officer may read. */
export const ANY_OFFICER = OFFICER_ROLES;

function parse<I>({ method, path, schema }: OperationRow<I>, input: unknown): I {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw requestInvalid(`${method} ${path}`, parsed.error);
  return parsed.data;
}

function wrongCaller({ method, path }: OperationRow<unknown>, caller: Caller): Error {
  return new Error(`operation ${method} ${path} was called as ${caller.kind}`);
}

/** Registers an operation of officers. @throws Error where it names no role: that would be an open route */
export function operation<I>(row: Operation<I>): RegisteredOperation {
  if (row.roles.length === 0) throw new Error(`operation ${row.method} ${row.path} names no role`);
  const { method, path, summary, roles, schema } = row;
  const common = { method, path, summary, roles, schema, caller: 'officer' as const };
  return {
    ...common,
    call: async (useCases, input, caller) => {
      if (caller.kind !== 'officer') throw wrongCaller(common, caller);
      return row.run(useCases, parse(row, input), caller.actor);
    },
  };
}

/** Registers an operation of members. */
export function memberOperation<I>(row: MemberOperation<I>): RegisteredOperation {
  const { method, path, summary, schema } = row;
  const common = { method, path, summary, schema, roles: [], caller: 'member' as const };
  return {
    ...common,
    call: async (useCases, input, caller) => {
      if (caller.kind !== 'member') throw wrongCaller(common, caller);
      return row.run(useCases, parse(row, input), caller.member);
    },
  };
}

/** Registers an operation whose input is its own proof. Only redeeming a one-time code is one. [IDN-25] */
export function codeOperation<I>(row: CodeOperation<I>): RegisteredOperation {
  const { method, path, summary, schema } = row;
  const common = { method, path, summary, schema, roles: [], caller: 'code' as const };
  return { ...common, call: async (useCases, input) => row.run(useCases, parse(row, input)) };
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
