import { narrowAdmission, setProduct, type Widening, widenAdmission } from '../admission/admission-verbs.js';
import { loadPolicy, toPolicy } from '../admission/require-admitted.js';
import type { Held } from '../office/views.js';
import type { AdmissionRow, AdmittedProductRow } from '../rows-admission.js';
import type { Actor } from '../view-types.js';
import type { Office } from './office.js';

/** The policy with its allow-list and how it came to be. */
export interface AdmissionView {
  readonly policy: 'pilot' | 'open';
  readonly grades: readonly string[];
  readonly personalData: boolean;
  readonly anyProduct: boolean;
  /** Products on the allow-list, at most 1,000. */
  readonly products: readonly AdmittedProductView[];
  /** Newest first, at most 50; empty where no officer has changed it. */
  readonly changes: readonly AdmissionChangeView[];
}

export interface AdmittedProductView {
  readonly product: string;
  readonly state: 'allowed' | 'removed';
  readonly officer: string;
  readonly reason: string;
  readonly at: number;
}

export interface AdmissionChangeView {
  readonly revision: number;
  readonly policy: 'pilot' | 'open';
  readonly grades: readonly string[];
  readonly personalData: boolean;
  readonly anyProduct: boolean;
  readonly officer: string;
  readonly reason: string;
  readonly at: number;
}

/** Which products this exchange lets through. [ADM-1] */
export interface AdmissionCases {
  showAdmission(): Promise<AdmissionView>;
  allowProduct(actor: Actor, product: string, reason: string): Promise<AdmissionView>;
  removeProduct(actor: Actor, product: string, reason: string): Promise<AdmissionView>;
  /** Lets more through than `pilot` does. [ADM-5] */
  widenAdmission(actor: Actor, widening: Widening): Promise<AdmissionView | Held>;
  narrowAdmission(actor: Actor, reason: string): Promise<AdmissionView>;
}

const MAX_PRODUCTS = 1_000;
const MAX_CHANGES = 50;

export function admissionCases({ deps }: Office): AdmissionCases {
  const { committer, reader } = deps;
  const show = async (): Promise<AdmissionView> => ({
    ...(await loadPolicy(deps)),
    products: (await reader.listAdmittedProducts(MAX_PRODUCTS)).map(printProduct),
    changes: (await reader.listAdmissions(MAX_CHANGES)).map(printChange),
  });
  return {
    showAdmission: show,
    allowProduct: async (actor, product, reason) => {
      await committer.commit(() => setProduct(deps, actor, product, 'allowed', reason));
      return show();
    },
    removeProduct: async (actor, product, reason) => {
      await committer.commit(() => setProduct(deps, actor, product, 'removed', reason));
      return show();
    },
    widenAdmission: async (actor, widening) => {
      await committer.commit(() => widenAdmission(deps, actor, widening));
      return show();
    },
    narrowAdmission: async (actor, reason) => {
      await committer.commit(() => narrowAdmission(deps, actor, reason));
      return show();
    },
  };
}

function printProduct({ product, state, officer, reason, changed_ms: at }: AdmittedProductRow): AdmittedProductView {
  return { product, state, officer, reason, at };
}

function printChange(row: AdmissionRow): AdmissionChangeView {
  const { revision, officer, reason, changed_ms: at } = row;
  return { revision, ...toPolicy(row), officer, reason, at };
}
