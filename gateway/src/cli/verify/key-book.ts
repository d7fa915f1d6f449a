/** Which keys speak for whom, from the descriptors, participant records and revocations that are at hand. */
import { verifyGated } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Instant, type KeyRecord, type KeyResolver, keySet, parseKeyPurpose } from '@selat/sdk/keys';
import type { ExchangeDescriptor, KeyRevocation, ParticipantRecord, RegisteredKey } from '@selat/sdk/model';
import type { OpenedDocument } from './opened-document.js';

type DescriptorAt = OpenedDocument & { readonly content: ExchangeDescriptor };

function isDescriptor(opened: OpenedDocument): opened is DescriptorAt {
  return opened.content?.type === 'selat.v1.ExchangeDescriptor';
}

function recordsOf(owner: string, env: string, keys: readonly RegisteredKey[]): KeyRecord[] {
  return keys.map(({ purpose, ...key }) => {
    return { ...key, owner, env, purpose: parseKeyPurpose(purpose), status: 'active' };
  });
}

function keysOf({ gated, content }: DescriptorAt): KeyRecord[] {
  const { env } = gated.head;
  return [
    ...recordsOf(content.id, env, content.keys),
    ...content.authorities.flatMap(({ id, keys }) => recordsOf(id, env, keys)),
  ];
}

/** Whether enough identity keys of `by` signed the descriptor. [IDN-3] */
async function isSignedBy(opened: DescriptorAt, by: DescriptorAt, now: Instant): Promise<boolean> {
  const { gated } = opened;
  const own = new Set(by.content.keys.filter(({ purpose }) => purpose === 'identity').map(({ kid }) => kid));
  const distinct = new Set(gated.positions.map(({ kid }) => kid).filter((kid) => own.has(kid)));
  if (gated.head.issuer !== by.content.id || distinct.size < by.content.identityThreshold) return false;
  try {
    await verifyGated(gated, { env: gated.head.env, now, keys: keySet([...keysOf(opened), ...keysOf(by)]) });
    return true;
  } catch (error) {
    if (error instanceof SelatError) return false;
    throw error;
  }
}

/**
 * The descriptors that count, by a chain of signatures from those whose digest `isRoot` names: the descriptor itself
 * signed by its own identity keys, each later one by those of the one before it.
 */
async function chainFrom(all: readonly DescriptorAt[], isRoot: (digest: string) => boolean, now: Instant) {
  const counted = new Map<string, DescriptorAt>();
  for (const opened of [...all].sort((a, b) => a.content.sequence - b.content.sequence)) {
    const { sequence, previousDigest } = opened.content;
    const previous = counted.get(previousDigest ?? '');
    const follows = previous !== undefined && previous.content.sequence + 1 === sequence;
    const signers = [...(follows ? [previous] : []), ...(isRoot(opened.digest) ? [opened] : [])];
    for (const signer of signers) {
      if (await isSignedBy(opened, signer, now)) counted.set(opened.digest, opened);
    }
  }
  return [...counted.values()];
}

/**
 * Builds the keys that count.
 *
 * @param isRoot whether the descriptor with this digest counts without a predecessor
 */
export async function buildKeyBook(
  documents: readonly OpenedDocument[],
  isRoot: (digest: string) => boolean,
  now: Instant,
): Promise<KeyResolver> {
  const descriptors = await chainFrom(documents.filter(isDescriptor), isRoot, now);
  const records = descriptors.flatMap(keysOf);
  for (const { gated, content } of await vouchedFor(documents, records, now)) {
    if (content.type === 'selat.v1.ParticipantRecord')
      records.push(...recordsOf(content.id, gated.head.env, content.keys));
    else revoke(records, content);
  }
  return keySet(records);
}

type Vouched = OpenedDocument & { readonly content: ParticipantRecord | KeyRevocation };

/** Participant records and revocations whose signatures hold with the keys of the exchanges. */
async function vouchedFor(
  documents: readonly OpenedDocument[],
  records: readonly KeyRecord[],
  now: Instant,
): Promise<Vouched[]> {
  const keys = keySet(records);
  const vouched: Vouched[] = [];
  for (const opened of documents) {
    const { gated, digest, content } = opened;
    if (content?.type !== 'selat.v1.ParticipantRecord' && content?.type !== 'selat.v1.KeyRevocation') continue;
    const holds = await verifyGated(gated, { env: gated.head.env, now, keys }).then(
      () => true,
      () => false,
    );
    if (holds) vouched.push({ gated, digest, content });
  }
  return vouched;
}

function revoke(records: KeyRecord[], { head, kid, compromisedSince }: KeyRevocation): void {
  const at = records.findIndex((record) => record.kid === kid && record.owner.split('/')[0] === head.issuer);
  const record = records[at];
  if (record === undefined) return;
  const since = compromisedSince === undefined ? {} : { compromisedSince };
  records[at] = { ...record, status: 'revoked', revokedAt: head.issuedAt, ...since };
}
