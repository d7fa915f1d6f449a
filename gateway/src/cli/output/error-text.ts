/** What a person, and a script, is told of a failure. */
import { SelatError } from '@selat/sdk/errors';
import { redactText } from '../../logging/redact.js';
import type { Style } from './style.js';

/** Four facts: what could not be done and why, reason, requirement, what to do. */
export function toErrorText(error: unknown, style: Style): string {
  if (!(error instanceof SelatError)) {
    const inside = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `selat: ${style.bad('internal error')}: ${redactText(inside)}\n  fix: report this with the command that caused it\n`;
  }
  const { message, reason, requirement, fix } = error;
  return `selat: ${style.bad(redactText(message))}\n  reason: ${reason} (${requirement})\n  fix: ${fix}\n`;
}

/** The same as one JSON value. */
export function toErrorJson(error: unknown): object {
  if (!(error instanceof SelatError)) return { error: { reason: 'INTERNAL', message: 'internal error' } };
  const { message, reason, requirement, fix, facts } = error;
  return { error: { reason, message: redactText(message), fix, requirement, facts } };
}

/** 1 where a gateway answered no; 2 where what was given, or what was there, is wrong. */
export function exitCodeOf(error: unknown): 1 | 2 {
  if (!(error instanceof SelatError)) return 2;
  if (error.reason === 'GATEWAY_UNREACHABLE' || error.reason === 'GATEWAY_FAILED') return 2;
  return error.fault === 'invalid' || error.fault === 'unauthenticated' ? 2 : 1;
}
