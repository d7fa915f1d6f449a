/** Which products an exchange lets through, as a pure function of policy and product. Normative text: docs/spec/admission.md. */
import type { DataProduct } from '@selat/sdk/model';

/** The policy in force. */
export interface AdmissionPolicy {
  readonly policy: 'pilot' | 'open';
  /** Codes of registry `data-grade` that `pilot` lets through. */
  readonly grades: readonly string[];
  /** Whether `pilot` lets products with personal data through. */
  readonly personalData: boolean;
  /** Whether `pilot` asks for no allow-list. */
  readonly anyProduct: boolean;
}

/** What `pilot` means before any officer has widened it. [ADM-1] */
export const PILOT: AdmissionPolicy = { policy: 'pilot', grades: ['GENERAL'], personalData: false, anyProduct: false };
export const OPEN: AdmissionPolicy = { ...PILOT, policy: 'open' };

/** The policy of an exchange where no officer has set one. [ADM-1] */
export const defaultPolicy = (env: 'SANDBOX' | 'LIVE'): AdmissionPolicy => (env === 'LIVE' ? PILOT : OPEN);

type Classified = Pick<DataProduct, 'id' | 'grade' | 'personalData'>;

/** Why the kind of a product keeps it out; undefined where it does not. Personal data that nobody denies count as stated. */
export function kindProblem(policy: AdmissionPolicy, { grade, personalData }: Classified): string | undefined {
  if (policy.policy === 'open') return undefined;
  if (!policy.grades.includes(grade)) return `its grade is ${grade}, not ${policy.grades.join(' or ')}`;
  const personal = personalData?.personal;
  if (personal === 'no' || policy.personalData) return undefined;
  return personal === 'yes' ? 'it has personal data' : 'nobody says that it has no personal data';
}

/** The same, and whether the product is on the allow-list. */
export function admissionProblem(policy: AdmissionPolicy, product: Classified, isAllowed: boolean): string | undefined {
  const kind = kindProblem(policy, product);
  if (kind !== undefined || policy.policy === 'open' || policy.anyProduct || isAllowed) return kind;
  return 'it is not on the allow-list';
}
