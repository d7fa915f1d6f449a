import type * as wire from '@selat/proto/selat/v1/terms.js';
import { findRepeated, present, requireField } from './narrow.js';
import { checkPrice } from './price.js';

/** Typed terms of a licence, as they stand on the wire; checked, never changed. */
export type LicenceTerms = Readonly<wire.LicenceTerms>;

/** Checks the number of arbitrators. @throws SelatError DOCUMENT_FIELD_INVALID */
export function checkForum(forum: Readonly<wire.DisputeForum>, type: string, path: string): void {
  const { arbitrators } = forum;
  requireField(arbitrators === 1 || arbitrators === 3, type, `${path}.arbitrators`, 'is neither 1 nor 3');
}

/** Checks that no unit has two ceilings for one period. @throws SelatError DOCUMENT_FIELD_INVALID */
export function checkQuotas(quotas: readonly Readonly<wire.Quota>[], type: string, path: string): void {
  const twice = findRepeated(quotas.map((quota) => `${quota.unit} in ${quota.period}`));
  requireField(twice === undefined, type, path, `hold two ceilings for ${twice}`);
}

/** Checks the rules that relate fields of one licence. @throws SelatError DOCUMENT_FIELD_INVALID */
export function checkTerms(terms: LicenceTerms, type: string, path: string): void {
  checkForum(present(terms.forum, type, `${path}.forum`), type, `${path}.forum`);
  checkPrice(present(terms.price, type, `${path}.price`), type, `${path}.price`);
  checkQuotas(terms.quotas, type, `${path}.quotas`);
  const training = present(terms.aiTraining, type, `${path}.ai_training`);
  const owned = training.permission === 'FORBIDDEN' || training.modelOwner !== '';
  requireField(owned, type, `${path}.ai_training.model_owner`, 'is missing where training is allowed');
  const refused = terms.actions.filter((action) => !permitsAction(training.permission, action)).join(', ');
  const why = `is ${training.permission}, but the actions hold ${refused}`;
  requireField(refused === '', type, `${path}.ai_training.permission`, why);
}

/** The clause on machine learning and the list of actions say the same. */
function permitsAction(permission: string, action: string): boolean {
  if (action === 'TRAIN') return permission === 'ALLOWED';
  return action !== 'FINE_TUNE' || permission !== 'FORBIDDEN';
}
