/** Which keys speak for whom, from the descriptors, participant records and revocations that are at hand. */
import { verifyGated } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Instant, type KeyRecord, type KeyResolver, keySet, parseKeyPurpose } from '@selat/sdk/keys';
import type { ExchangeDescriptor, Head, KeyRevocation, ParticipantRecord, RegisteredKey } from '@selat/sdk/model';
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
  const vouched = await vouchedFor(documents, records, now);
  for (const { content } of vouched) {
    if (content.type === 'selat.v1.KeyRevocation') revoke(records, content.head, content);
  }
  for (const { gated, content } of vouched.sort(byRevision)) {
    if (content.type !== 'selat.v1.ParticipantRecord') continue;
    records.push(...recordsOf(content.id, gated.head.env, content.keys));
    for (const revoked of content.revokedKeys) revoke(records, content.head, revoked, content.id);
  }
  return keySet(records);
}

/** The interval of a key, and its revocation, are those of the newest record. */
function byRevision({ content: a }: Vouched, { content: b }: Vouched): number {
  const of = (content: Vouched['content']) => (content.type === 'selat.v1.ParticipantRecord' ? content.revision : 0);
  return of(a) - of(b);
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

/** @param owner absent = the exchange or one of its authorities */
function revoke(
  records: KeyRecord[],
  head: Head,
  { kid, compromisedSince }: Pick<KeyRevocation, 'kid' | 'compromisedSince'>,
  owner?: string,
): void {
  const since = compromisedSince === undefined ? {} : { compromisedSince };
  for (const [at, record] of records.entries()) {
    const isMeant = owner === undefined ? record.owner.split('/')[0] === head.issuer : record.owner === owner;
    if (record.kid !== kid || !isMeant) continue;
    records[at] = { ...record, status: 'revoked', revokedAt: record.revokedAt ?? head.issuedAt, ...since };
  }
}
