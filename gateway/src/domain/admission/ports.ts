import type { AdmissionRow, AdmittedProductRow } from '../rows-admission.js';

/** Reads of the admission policy. */
export interface AdmissionReader {
  /** The revision in force; undefined where no officer has set one. */
  findAdmission(): Promise<AdmissionRow | undefined>;
  /** Newest revisions first, at most `limit`. */
  listAdmissions(limit: number): Promise<readonly AdmissionRow[]>;
  findAdmittedProduct(product: string): Promise<AdmittedProductRow | undefined>;
  /** Products on the allow-list by id, at most `limit`. */
  listAdmittedProducts(limit: number): Promise<readonly AdmittedProductRow[]>;
}
