import { homeExchange, parseHeader } from '@selat/sdk/document';
import type { SignatureDoubt } from '@selat/sdk/lifecycle';
import type { Evidence } from '../ports.js';
import type { KeyRow } from '../rows.js';

/** Signatures among the evidence by keys that a revocation says were lost. [IDN-6] */
export function doubtsOf(evidence: readonly Evidence[], lost: readonly KeyRow[]): readonly SignatureDoubt[] {
  if (lost.length === 0) return [];
  const since = new Map(lost.map(({ owner, kid, compromised_since_ms: at }) => [`${owner} ${kid}`, at ?? 0]));
  return evidence.flatMap(({ digest, document }) =>
    document.signatures.flatMap((signature): SignatureDoubt[] => {
      const { iss, kid } = parseHeader(signature.protected);
      const at = since.get(`${iss} ${kid}`);
      return at === undefined ? [] : [{ document: digest, signer: homeExchange(iss), since: at }];
    }),
  );
}
