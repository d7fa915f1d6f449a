import { SelatError } from '@selat/sdk/errors';
import type { DataProduct } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import type { AdmissionRow } from '../rows-admission.js';
import { type AdmissionPolicy, admissionProblem, defaultPolicy, kindProblem } from './policy.js';

/** The policy that a stored revision states. */
export function toPolicy(row: AdmissionRow): AdmissionPolicy {
  const grades: string[] = JSON.parse(row.grades);
  return { policy: row.policy, grades, personalData: row.personal_data === 1, anyProduct: row.any_product === 1 };
}

/** The policy in force. */
export async function loadPolicy({ reader, self }: Pick<Deps, 'reader' | 'self'>): Promise<AdmissionPolicy> {
  const row = await reader.findAdmission();
  return row === undefined ? defaultPolicy(self.env) : toPolicy(row);
}

async function findProblem(deps: Deps, product: DataProduct): Promise<string | undefined> {
  const policy = await loadPolicy(deps);
  if (policy.policy === 'open') return undefined;
  const row = await deps.reader.findAdmittedProduct(product.id);
  return admissionProblem(policy, product, row?.state === 'allowed');
}

/**
 * Requires that this exchange lets a product through before it acts on it. [ADM-2]
 * @param act what is to be done, such as `publish`
 * @throws SelatError ADMISSION_REFUSED
 */
export async function requireAdmitted(deps: Deps, product: DataProduct, act: string): Promise<void> {
  const why = await findProblem(deps, product);
  if (why === undefined) return;
  const message = `cannot ${act} product ${product.id}: ${why}, and the admission policy is pilot`;
  throw new SelatError('ADMISSION_REFUSED', message, { product: product.id, act, why });
}

/**
 * The same for an act of a peer, which may be tried again: an officer can let the product through. [ADM-3]
 * @throws SelatError ADMISSION_DEFERRED
 */
export async function requirePeerAdmitted(deps: Deps, product: DataProduct): Promise<void> {
  throwDeferred(product, await findProblem(deps, product));
}

/**
 * A listing of a peer is kept where its kind is let through: what is not on the allow-list is only not acted on. [ADM-4]
 * @throws SelatError ADMISSION_DEFERRED
 */
export async function requireKindAdmitted(deps: Deps, product: DataProduct): Promise<void> {
  throwDeferred(product, kindProblem(await loadPolicy(deps), product));
}

function throwDeferred({ id }: DataProduct, why: string | undefined): void {
  if (why === undefined) return;
  const message = `cannot take product ${id} now: ${why}, and the admission policy of this exchange is pilot`;
  throw new SelatError('ADMISSION_DEFERRED', message, { product: id, why });
}
