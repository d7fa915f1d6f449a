import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import { descriptorKeyRows } from '../agreement/pin-peer.js';
import type { Deps } from '../ports.js';
import type { OfficerRole } from '../rows.js';

/** What the files of a node say that its store must know. */
export interface NodeSeed {
  readonly descriptor: ExchangeDescriptor;
  readonly descriptorDocument: SignedDocument;
  readonly officers: readonly { readonly id: string; readonly role: OfficerRole; readonly tokenHash: string }[];
}

/** Brings own descriptor, own keys and first officers into the store; once they are there it changes nothing. */
export async function seedNode(deps: Deps, { descriptor, descriptorDocument, officers }: NodeSeed): Promise<void> {
  const { reader, committer, self, clock } = deps;
  const named = nameDocument(descriptorDocument);
  await committer.commit(async () => {
    if ((await reader.findDocument(named.digest)) !== undefined) return {};
    const known = new Set((await reader.listOfficers()).map(({ id }) => id));
    const seeded = officers
      .filter(({ id }) => !known.has(id))
      .map(({ id, role, tokenHash }) => ({
        id,
        role,
        token_hash: tokenHash,
        state: 'active' as const,
        created_ms: clock(),
      }));
    const { digest: documentDigest, submissionDigest } = named;
    return {
      documents: [{ ...named, issuer: self.exchange, form: 'complete', document: descriptorDocument }],
      leaves: [{ act: descriptorDocument.type, direction: 'out', chain: '*', documentDigest, submissionDigest }],
      rows: [
        ...(await descriptorKeyRows(reader, descriptor)),
        ...seeded.map((row) => ({ table: 'officer', expectedVersion: 0, row }) as const),
      ],
      broadcast: [{ digest: documentDigest, submissionDigest }],
    };
  });
}
