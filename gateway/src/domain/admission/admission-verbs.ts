import { SelatError } from '@selat/sdk/errors';
import { localLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import { type AdmissionPolicy, OPEN, PILOT } from './policy.js';
import { loadPolicy } from './require-admitted.js';

/** How the policy is widened; what is absent stays as it is. */
export interface Widening {
  /** Code of registry `data-grade` that shall be let through too; CORE never. */
  readonly grade?: string | undefined;
  readonly personalData?: boolean | undefined;
  readonly anyProduct?: boolean | undefined;
  /** Lets everything through. */
  readonly open?: boolean | undefined;
  /** Why, for whoever reads the history. */
  readonly reason: string;
}

/** @throws SelatError REQUEST_INVALID where nothing would become wider, or a grade never leaves */
export async function widenAdmission(deps: Deps, actor: Actor, widening: Widening): Promise<Change> {
  const before = await loadPolicy(deps);
  const after = widened(before, widening);
  if (JSON.stringify(after) === JSON.stringify(before)) {
    const message = 'cannot widen the admission policy: it lets that through already';
    throw new SelatError('REQUEST_INVALID', message, { policy: before.policy });
  }
  return nextRevision(deps, actor, after, widening.reason, 'widen-admission');
}

function widened(before: AdmissionPolicy, { grade, personalData, anyProduct, open }: Widening): AdmissionPolicy {
  if (grade === 'CORE') {
    const message = 'cannot widen the admission policy to grade CORE: core data never leave';
    throw new SelatError('REQUEST_INVALID', message, { grade });
  }
  if (open === true || before.policy === 'open') return { ...before, policy: 'open' };
  const grades = grade === undefined || before.grades.includes(grade) ? before.grades : [...before.grades, grade];
  return {
    policy: 'pilot',
    grades,
    personalData: before.personalData || personalData === true,
    anyProduct: before.anyProduct || anyProduct === true,
  };
}

/** Back to what `pilot` means at first; the allow-list stays. */
export function narrowAdmission(deps: Deps, actor: Actor, reason: string): Promise<Change> {
  return nextRevision(deps, actor, PILOT, reason, 'narrow-admission');
}

async function nextRevision(
  { reader, clock }: Deps,
  actor: Actor,
  policy: AdmissionPolicy,
  reason: string,
  verb: string,
): Promise<Change> {
  const known = await reader.findAdmission();
  const row = {
    revision: (known?.revision ?? 0) + 1,
    policy: policy.policy,
    grades: JSON.stringify(policy.policy === 'open' ? OPEN.grades : policy.grades),
    personal_data: policy.personalData ? (1 as const) : (0 as const),
    any_product: policy.anyProduct ? (1 as const) : (0 as const),
    officer: actor.id,
    reason,
    changed_ms: clock(),
  };
  const rows = [{ table: 'admission', expectedVersion: 0, row }] as const;
  return { officer: actor.id, leaves: [localLeaf(verb, `admission/${row.revision}`)], rows };
}

/** Puts a product on the allow-list, or takes it off. @throws SelatError DOCUMENT_CHANGED where it stands so already */
export async function setProduct(
  { reader, clock }: Deps,
  actor: Actor,
  product: string,
  state: 'allowed' | 'removed',
  reason: string,
): Promise<Change> {
  const known = await reader.findAdmittedProduct(product);
  if ((known?.state ?? 'removed') === state) {
    const message = `cannot change the allow-list for ${product}: it is ${known === undefined ? 'not on it' : known.state} already`;
    throw new SelatError('DOCUMENT_CHANGED', message, { product, state });
  }
  const row = { product, state, officer: actor.id, reason, changed_ms: clock() };
  const rows = [{ table: 'admitted_product', expectedVersion: known?.version ?? 0, row }] as const;
  const verb = state === 'allowed' ? 'allow-product' : 'remove-product';
  return { officer: actor.id, leaves: [localLeaf(verb, product)], rows };
}
