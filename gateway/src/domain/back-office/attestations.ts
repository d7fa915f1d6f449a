import { type JwsJson, parseJwsJson } from '@selat/sdk/document';
import { issueAttestation, withdrawAttestation } from '../attestation/attest.js';
import { requireAttestation } from '../attestation/load-attestations.js';
import type { AttestationFilter } from '../attestation/ports.js';
import { registerSigned } from '../attestation/register.js';
import type { AttestationDetail, AttestationView, AttestInput, WithdrawInput } from '../attestation/view-types.js';
import type { Actor, PageQuery, PageView } from '../view-types.js';
import { printAttestation, printAttestationDetail } from '../views/attestation-view.js';
import { digestHex, type Office } from './office.js';
import { mapPage, toPage } from './page.js';

/** Instruments, and whose word says that they exist. [ATT-9] */
export interface AttestationCases {
  /** Signs the facts of an instrument whose evidence the officer has seen. */
  issueAttestation(actor: Actor, input: AttestInput): Promise<AttestationDetail>;
  /** Takes an attestation, or the withdrawal of one, that somebody else signed. */
  registerAttestation(actor: Actor, document: JwsJson): Promise<AttestationDetail>;
  withdrawAttestation(actor: Actor, digest: string, input: WithdrawInput): Promise<AttestationDetail>;
  listAttestations(page: PageQuery & AttestationFilter): Promise<PageView<AttestationView>>;
  showAttestation(digest: string): Promise<AttestationDetail>;
}

export function attestationCases({ deps }: Office): AttestationCases {
  const { committer, reader, clock } = deps;
  const show = async (hex: string) => printAttestationDetail(deps, await requireAttestation(reader, hex));
  return {
    issueAttestation: async (actor, input) => {
      let digest = '';
      await committer.commit(async () => {
        const change = await issueAttestation(deps, actor, input);
        digest = change.documents?.[0]?.digest ?? '';
        return change;
      });
      return show(digest);
    },
    registerAttestation: async (actor, jws) => {
      const document = parseJwsJson(jws);
      let digest = '';
      await committer.commit(async () => {
        const { change, attestation } = await registerSigned(deps, actor, document);
        digest = attestation;
        return change;
      });
      return show(digest);
    },
    withdrawAttestation: async (actor, digest, input) => {
      const hex = digestHex(digest);
      await committer.commit(() => withdrawAttestation(deps, actor, hex, input));
      return show(hex);
    },
    listAttestations: async ({ subject, ...page }) => {
      const about = subject?.startsWith('sha256:') === true ? digestHex(subject) : subject;
      const { instrument, issuer } = page;
      const wanted = { ...toPage(page), subject: about, instrument, issuer };
      return mapPage(await reader.listAttestations(wanted), (rows) =>
        Promise.all(rows.map((row) => printAttestation(reader, row, clock()))),
      );
    },
    showAttestation: (digest) => show(digestHex(digest)),
  };
}
