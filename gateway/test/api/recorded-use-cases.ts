import { hashApiToken } from '../../src/config/index.js';
import { OFFICER_ROLES } from '../../src/domain/rows.js';
import type { UseCases } from '../../src/domain/use-cases.js';

/** Tokens of one officer a role. */
export const TOKENS = Object.fromEntries(OFFICER_ROLES.map((role) => [role, `selat_${role.padEnd(43, 'x')}`]));

/** The member that the one token of a member belongs to. */
export const MEMBER = { id: 'szdex.example/p/acme', enrolment: '7K3QX9PM' };
export const MEMBER_TOKEN = `selat_${'m'.repeat(43)}`;

export interface Call {
  readonly verb: string;
  readonly args: readonly unknown[];
}

/** Answers every verb with its own name and keeps what it was called with; for routing only, no rule runs here. */
export function recordedUseCases(answers: Partial<Record<string, () => unknown>> = {}) {
  const calls: Call[] = [];
  const authenticate = async (hash: string) => {
    const role = OFFICER_ROLES.find((each) => hashApiToken(TOKENS[each] ?? '') === hash);
    return role === undefined ? undefined : { id: `szdex.example/o/${role}`, role };
  };
  const authenticateMember = async (hash: string) => (hash === hashApiToken(MEMBER_TOKEN) ? MEMBER : undefined);
  const useCases = new Proxy({} as UseCases, {
    get: (_, verb: string) => {
      if (verb === 'authenticate') return authenticate;
      if (verb === 'authenticateMember') return authenticateMember;
      return async (...args: unknown[]) => {
        calls.push({ verb, args });
        const answer = answers[verb];
        return answer === undefined ? { verb } : answer();
      };
    },
  });
  return { useCases, calls };
}
