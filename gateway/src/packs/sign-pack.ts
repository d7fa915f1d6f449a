/** An authored pack as signed documents: the pack, and its texts beside it. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type AuthoredPack, toPackCatalogue, toRulePack } from '@selat/sdk/compliance';
import { documentDigest, newHead, signDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { Random, Signer } from '@selat/sdk/keys';
import type { DigestHex, Environment, Instant, PartyId } from '@selat/sdk/model';

/** Who signs, and when. */
export interface PackPublisher {
  readonly id: PartyId;
  readonly env: Environment;
  readonly signers: readonly Signer[];
  readonly now: Instant;
  readonly random: Random;
}

/** Its place among the versions of the publisher. */
export interface PackPlace {
  /** The version before it; absent = it is the first. */
  readonly supersedes?: DigestHex | undefined;
  /** First instant at which it decides; absent = as it was authored. */
  readonly takesEffectAt?: Instant | undefined;
}

export interface SignedPackFiles {
  /** Document digest of the pack. */
  readonly digest: DigestHex;
  readonly takesEffectAt: Instant;
  /** The pack, then its texts where it has some. */
  readonly documents: readonly SignedDocument[];
}

/** @throws SelatError PACK_SUCCESSION for a later version that would take effect before now; every reason of the gate */
export async function signPack(
  authored: AuthoredPack,
  publisher: PackPublisher,
  place: PackPlace = {},
): Promise<SignedPackFiles> {
  const body = toRulePack(authored.pack, Buffer.from(place.supersedes ?? '', 'hex'));
  const takesEffectAt = place.takesEffectAt ?? Number(body.takesEffectMs);
  requireAhead(authored, publisher, place, takesEffectAt);
  const pack = await sign(publisher, 'selat.v1.RulePack', { ...body, takesEffectMs: BigInt(takesEffectAt) });
  const digest = documentDigest(pack.type, pack.payload);
  const texts = toPackCatalogue(authored, digest);
  const catalogue = texts === undefined ? [] : [await sign(publisher, 'selat.v1.PackCatalogue', texts)];
  return { digest: digest.toString('hex'), takesEffectAt, documents: [pack, ...catalogue] };
}

/** Every receiver would refuse it. [CMP-21] */
function requireAhead({ pack }: AuthoredPack, { now }: PackPublisher, { supersedes }: PackPlace, at: Instant): void {
  if (supersedes === undefined || at >= now) return;
  const { id, version } = pack.source;
  const start = new Date(at).toISOString();
  const message = `cannot sign pack ${id} ${version}: it follows another version and takes effect at ${start}, before now`;
  throw new SelatError('PACK_SUCCESSION', message, { pack: id, version, takesEffect: start });
}

function sign({ id, env, signers, now, random }: PackPublisher, type: string, body: object): Promise<SignedDocument> {
  const head = newHead({ env, issuer: id, audience: [], issuedAt: now }, random);
  const entries = signers.map((signer) => ({ id, role: 'issuer', signer }));
  return signDocument({ type, message: { ...body, head }, signers: entries });
}
