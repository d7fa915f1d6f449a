/**
 * DER of the few structures that keys and signatures need. Each key form has one fixed length, so a template and a
 * byte comparison are stricter than a parser: there is exactly one encoding of each key.
 */
import { SelatError } from '../errors/index.js';

/** What differs between the key encodings of two algorithms: the DER before and after the variable bytes. */
export interface DerTemplate {
  /** SubjectPublicKeyInfo up to the raw public key. */
  readonly spkiPrefix: Buffer;
  /** PrivateKeyInfo (PKCS#8) up to the 32-byte secret. */
  readonly pkcs8Prefix: Buffer;
  /** PrivateKeyInfo between the secret and the raw public key; absent where PKCS#8 holds no public key. */
  readonly pkcs8Middle?: Buffer;
}

/** RFC 8410. */
export const ED25519_DER: DerTemplate = {
  spkiPrefix: Buffer.from('302a300506032b6570032100', 'hex'),
  pkcs8Prefix: Buffer.from('302e020100300506032b657004220420', 'hex'),
};

/** RFC 5480 and RFC 5915 for a 256-bit curve whose object identifier takes 8 bytes. */
function curveTemplate(curveOid: string): DerTemplate {
  const algorithm = `301306072a8648ce3d02010608${curveOid}`;
  return {
    spkiPrefix: Buffer.from(`3059${algorithm}034200`, 'hex'),
    pkcs8Prefix: Buffer.from(`308187020100${algorithm}046d306b0201010420`, 'hex'),
    pkcs8Middle: Buffer.from('a144034200', 'hex'),
  };
}

/** prime256v1, 1.2.840.10045.3.1.7. */
export const P256_DER: DerTemplate = curveTemplate('2a8648ce3d030107');
/** sm2p256v1, 1.2.156.10197.1.301. */
export const SM2_DER: DerTemplate = curveTemplate('2a811ccf5501822d');

const SECRET_LENGTH = 32;

export function toSpki(template: DerTemplate, raw: Uint8Array): Buffer {
  return Buffer.concat([template.spkiPrefix, raw]);
}

export function toPkcs8Der(template: DerTemplate, secret: Uint8Array, raw: Uint8Array): Buffer {
  const parts = [template.pkcs8Prefix, secret];
  return Buffer.concat(template.pkcs8Middle === undefined ? parts : [...parts, template.pkcs8Middle, raw]);
}

/**
 * Returns the 32-byte secret inside PKCS#8 bytes of exactly the form that `toPkcs8Der` writes.
 * @throws SelatError KEY_MALFORMED
 */
export function parsePkcs8Secret(template: DerTemplate, pkcs8: Uint8Array): Buffer {
  const { pkcs8Prefix, pkcs8Middle } = template;
  const bytes = Buffer.from(pkcs8);
  const end = pkcs8Prefix.length + SECRET_LENGTH;
  const fits = bytes.length >= end && bytes.subarray(0, pkcs8Prefix.length).equals(pkcs8Prefix);
  const tail = bytes.subarray(end);
  const tailFits =
    pkcs8Middle === undefined
      ? tail.length === 0
      : tail.subarray(0, pkcs8Middle.length).equals(pkcs8Middle) && tail.length === pkcs8Middle.length + 65;
  if (!fits || !tailFits) {
    throw new SelatError('KEY_MALFORMED', 'cannot read private key: its PKCS#8 bytes have another form');
  }
  return Buffer.from(bytes.subarray(pkcs8Prefix.length, end));
}

const SCALAR_LENGTH = 32;

function toDerInteger(scalar: Buffer): Buffer {
  let start = 0;
  while (start < scalar.length - 1 && scalar[start] === 0) start += 1;
  const minimal = scalar.subarray(start);
  const isHigh = ((minimal[0] ?? 0) & 0x80) !== 0;
  const body = isHigh ? Buffer.concat([Buffer.of(0), minimal]) : minimal;
  return Buffer.concat([Buffer.of(0x02, body.length), body]);
}

/** Turns raw r||s (64 bytes) into the DER SEQUENCE of two minimal INTEGERs that OpenSSL reads. */
export function toDerSignature(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw);
  const r = toDerInteger(bytes.subarray(0, SCALAR_LENGTH));
  const s = toDerInteger(bytes.subarray(SCALAR_LENGTH));
  return Buffer.concat([Buffer.of(0x30, r.length + s.length), r, s]);
}

function readDerInteger(der: Buffer, at: number): { readonly scalar: Buffer; readonly end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const body = der.subarray(at + 2, at + 2 + length);
  if (der[at] !== 0x02 || length < 1 || length > SCALAR_LENGTH + 1 || body.length !== length) return undefined;
  const first = body[0] ?? 0;
  if ((first & 0x80) !== 0) return undefined;
  if (first === 0 && length > 1 && ((body[1] ?? 0) & 0x80) === 0) return undefined;
  const magnitude = first === 0 ? body.subarray(1) : body;
  if (magnitude.length > SCALAR_LENGTH) return undefined;
  return { scalar: Buffer.concat([Buffer.alloc(SCALAR_LENGTH - magnitude.length), magnitude]), end: at + 2 + length };
}

/**
 * Turns a DER signature into raw r||s (64 bytes). Lengths and integers must be minimal and nothing may follow.
 * @throws SelatError SIGNATURE_INVALID
 */
export function parseDerSignature(der: Uint8Array): Buffer {
  const bytes = Buffer.from(der);
  const r = bytes[0] === 0x30 && bytes[1] === bytes.length - 2 ? readDerInteger(bytes, 2) : undefined;
  const s = r && readDerInteger(bytes, r.end);
  if (r === undefined || s === undefined || s.end !== bytes.length) {
    throw new SelatError('SIGNATURE_INVALID', 'cannot read DER signature: it is not two minimal integers of 256 bits');
  }
  return Buffer.concat([r.scalar, s.scalar]);
}
