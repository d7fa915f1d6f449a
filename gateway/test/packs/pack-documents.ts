/** Packs as documents of a publisher, made from the smallest one that ships. No gate looks at them here. */
import { PackCatalogue, RulePack } from '@selat/proto/selat/v1/compliance.js';
import { parsePack, toRulePack } from '@selat/sdk/compliance';
import { documentDigest } from '@selat/sdk/document';
import { newHead, parseDocument, type SignedPack } from '@selat/sdk/model';
import { readPackFolder, shippedPacks } from '../../src/packs/pack-folders.js';
import { NOON } from '../store/temp-node.js';

/** What a test chooses of a pack. */
export interface PackChoice {
  readonly publisher: string;
  readonly version: string;
  readonly takesEffectAt: number;
  readonly supersedes?: string;
  readonly jurisdiction?: string;
  readonly id?: string;
  readonly issuedAt?: number;
}

const folder = readPackFolder(`${shippedPacks()}/sg`, 'sg');
const parsed = parsePack(folder.files);
if (!('authored' in parsed)) throw new Error('the pack sg has findings');
const BODY = toRulePack(parsed.authored.pack);

/** The bytes of a pack. */
export function packBytes(choice: PackChoice): Buffer {
  const { publisher, version, takesEffectAt, supersedes = '', jurisdiction = 'SG', id = 'sg' } = choice;
  const { issuedAt = NOON } = choice;
  const nonce = '00'.repeat(16);
  const head = newHead({ env: 'SANDBOX', issuer: publisher, audience: [], issuedAt, nonce });
  const message = { ...BODY, head, id, version, jurisdiction, takesEffectMs: BigInt(takesEffectAt) };
  return Buffer.from(RulePack.encode({ ...message, supersedes: Buffer.from(supersedes, 'hex') }).finish());
}

/** A pack with its digest. */
export function packOf(choice: PackChoice) {
  const payload = packBytes(choice);
  const type = 'selat.v1.RulePack' as const;
  const pack: SignedPack = parseDocument(type, RulePack.decode(payload));
  const digest = documentDigest(type, payload).toString('hex');
  return { pack, digest, document: { type, payload, signatures: [] } };
}

/** Texts of a pack with their digest. @param title makes other bytes */
export function catalogueOf(publisher: string, pack: string, title: string, supersedes = '') {
  const head = newHead({ env: 'SANDBOX', issuer: publisher, audience: [], issuedAt: NOON, nonce: '00'.repeat(16) });
  const ruleTexts = [{ ruleId: 'SG-02', language: 'en', title, explanation: title }];
  const names = { pack: Buffer.from(pack, 'hex'), supersedes: Buffer.from(supersedes, 'hex') };
  const message = PackCatalogue.fromPartial({ head, ...names, ruleTexts });
  const payload = Buffer.from(PackCatalogue.encode(message).finish());
  const type = 'selat.v1.PackCatalogue' as const;
  const digest = documentDigest(type, payload).toString('hex');
  return { catalogue: parseDocument(type, message), digest, document: { type, payload, signatures: [] } };
}
