import { codecOf } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { signDocument } from '@selat/sdk/document';
import type { Signer } from '@selat/sdk/keys';
import type { ExchangeId } from '@selat/sdk/model';
import type { UnsignedReceipt } from '../store/batch-writer.js';

/** Signs the stored payload of a receipt with every receipt key of its issuer. [RCP-2] */
export async function signReceipt(
  { digest, type, payload }: UnsignedReceipt,
  id: ExchangeId,
  signers: readonly Signer[],
): Promise<SignedDocument> {
  const message = codecOf(type)?.decode(payload);
  const signed = await signDocument({
    type,
    message,
    signers: signers.map((signer) => ({ id, role: 'receiver', signer })),
  });
  if (!signed.payload.equals(payload)) throw new Error(`receipt ${digest} does not encode to its stored bytes`);
  return signed;
}
