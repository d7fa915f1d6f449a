import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '@selat/sdk/errors';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import type { Change } from '../change.js';
import { isInChain } from '../keys/descriptor-chain.js';
import { installDescriptor, ownDescriptorRow, requireServable, verifyNext } from '../keys/install-descriptor.js';
import { descriptorRows } from '../keys/key-rows.js';
import type { OwnKeys } from '../keys/ports.js';
import type { Deps, Reader } from '../ports.js';
import type { OfficerRole } from '../rows.js';

/** What the files of a node say that its store must know. */
export interface NodeSeed {
  readonly descriptor: ExchangeDescriptor;
  readonly descriptorDocument: SignedDocument;
  readonly officers: readonly { readonly id: string; readonly role: OfficerRole; readonly tokenHash: string }[];
  readonly keys: OwnKeys;
}

/**
 * Brings own descriptor, own keys and first officers into the store. A descriptor file that follows the one in the store
 * is installed; an older one of the same chain is left over from a crash, and the store decides.
 * @throws SelatError CONFIG_INVALID where file and store belong to different chains
 */
export async function seedNode(deps: Deps, seed: NodeSeed): Promise<void> {
  const { reader, committer, self } = deps;
  await committer.commit(async () => {
    const row = await reader.findOwnDescriptor(self.exchange);
    return row === undefined ? firstChange(deps, seed) : followingChange(deps, seed, row.digest, row.sequence);
  });
  await seed.keys.refresh();
}

async function firstChange(deps: Deps, { descriptor, descriptorDocument, officers }: NodeSeed): Promise<Change> {
  const { reader, self, clock } = deps;
  const { digest, submissionDigest } = nameDocument(descriptorDocument);
  const own = await ownDescriptorRow(reader, { exchange: self.exchange, digest, sequence: descriptor.sequence });
  // A store of an older build knows the descriptor, and lacks the row that names it.
  if ((await reader.findDocument(digest)) !== undefined) return { rows: [own] };
  const seeded = (await newOfficers(reader, officers)).map(({ id, role, tokenHash }) => ({
    ...{ id, role, token_hash: tokenHash },
    state: 'active' as const,
    created_ms: clock(),
  }));
  return {
    documents: [{ digest, submissionDigest, issuer: self.exchange, form: 'complete', document: descriptorDocument }],
    leaves: [{ act: descriptorDocument.type, direction: 'out', chain: '*', documentDigest: digest, submissionDigest }],
    rows: [
      own,
      ...(await descriptorRows(reader, descriptor)),
      ...seeded.map((row) => ({ table: 'officer', expectedVersion: 0, row }) as const),
    ],
    broadcast: [{ digest, submissionDigest }],
  };
}

async function newOfficers(reader: Reader, officers: NodeSeed['officers']): Promise<NodeSeed['officers']> {
  const known = new Set((await reader.listOfficers()).map(({ id }) => id));
  return officers.filter(({ id }) => !known.has(id));
}

async function followingChange(
  deps: Deps,
  { descriptor, descriptorDocument, keys }: NodeSeed,
  newest: string,
  sequence: number,
): Promise<Change> {
  const { digest } = nameDocument(descriptorDocument);
  if (await isInChain(deps.reader, newest, digest)) return {};
  if (descriptor.sequence !== sequence + 1) throw foreign(descriptor, sequence);
  const next = await verifyNext(deps, keys, descriptorDocument);
  requireServable(keys, next, deps.clock());
  return installDescriptor(deps, keys.own(), next, descriptorDocument);
}

function foreign({ id, sequence }: ExchangeDescriptor, stored: number): SelatError {
  const facts = { exchange: id, file: String(sequence), store: String(stored) };
  const message = `cannot serve ${id}: the descriptor file has number ${sequence}, the store has ${stored}, and neither follows the other; restore the file that belongs to the store`;
  return new SelatError('CONFIG_INVALID', message, facts);
}
