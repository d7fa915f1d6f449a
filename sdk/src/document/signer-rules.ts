import type { SignerSchema } from '@selat/proto/schema.js';
import { SelatError } from '../errors/index.js';
import { type SignerEntry, toSignerEntry } from './header.js';
import { canHoldRole } from './parties.js';

function notAllowed(type: string, why: string): SelatError {
  return new SelatError('SIGNER_NOT_ALLOWED', `cannot accept ${type}: ${why}`, { type, why });
}

function checkRoles(type: string, entries: readonly SignerEntry[], rules: readonly SignerSchema[]): void {
  let reached = 0;
  for (const entry of entries) {
    const place = rules.findIndex(({ role }) => role === entry.role);
    if (place < 0) throw notAllowed(type, `role ${entry.role} does not sign it`);
    if (place < reached) throw notAllowed(type, `role ${entry.role} stands too late in signers`);
    if (!canHoldRole(entry.id, entry.role)) throw notAllowed(type, `${entry.id} cannot hold role ${entry.role}`);
    reached = place;
  }
  const missing = rules.find(({ role, optional }) => !optional && entries.every((entry) => entry.role !== role));
  if (missing !== undefined) throw notAllowed(type, `role ${missing.role} is missing from signers`);
}

function checkParties(type: string, entries: readonly SignerEntry[]): void {
  const idByRole = new Map<string, string>();
  const roleById = new Map<string, string>();
  for (const entry of entries) {
    const { id, role } = entry;
    if ((idByRole.get(role) ?? id) !== id) throw notAllowed(type, `role ${role} is held by two parties in signers`);
    if ((roleById.get(id) ?? role) !== role) throw notAllowed(type, `${id} holds two roles in signers`);
    idByRole.set(role, id);
    roleById.set(id, role);
  }
}

/**
 * Checks a list of signers against the rules of its type: only roles of the type, in their order, none missing that
 * must sign; each role held by one party of the right kind, which may sign several times (algorithms, thresholds);
 * the first entry is the head's issuer.
 *
 * @throws SelatError SIGNER_NOT_ALLOWED [DOC-9], HEADER_MISMATCH [DOC-6]
 */
export function checkSigners(
  type: string,
  entries: readonly SignerEntry[],
  rules: readonly SignerSchema[],
  issuer: string,
): void {
  checkRoles(type, entries, rules);
  checkParties(type, entries);
  const [first] = entries;
  if (first !== undefined && first.id !== issuer) {
    const facts = { type, issuer, first: toSignerEntry(first) };
    const message = `cannot accept ${type}: its issuer is ${issuer}, but ${first.id} comes first in signers`;
    throw new SelatError('HEADER_MISMATCH', message, facts);
  }
}
