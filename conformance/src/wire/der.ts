/** The little DER that the suite writes: signatures and certificates. */

/** One element: tag, definite minimal length, content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), toLength(content.length), content]);
}

function toLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

/** INTEGER of an unsigned big-endian number. */
export function unsignedInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const minimal = first < 0 ? Buffer.of(0) : Buffer.from(bytes.subarray(first));
  return der(0x02, (minimal[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), minimal]) : minimal);
}

/** OBJECT IDENTIFIER from dotted text. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** r || s of 64 bytes as SEQUENCE of two INTEGERs. */
export function toDerSignature(signature: Buffer): Buffer {
  return der(0x30, unsignedInteger(signature.subarray(0, 32)), unsignedInteger(signature.subarray(32)));
}

/** SEQUENCE of two INTEGERs, as node:crypto writes it, as r || s of 64 bytes. */
export function fromDerSignature(encoded: Buffer): Buffer {
  const result = Buffer.alloc(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = encoded[at + 1] ?? 0;
    const digits = encoded.subarray(at + 2, at + 2 + length);
    const unsigned = digits[0] === 0 ? digits.subarray(1) : digits;
    unsigned.copy(result, end - unsigned.length);
    at += 2 + length;
  }
  return result;
}

/** PEM text of DER bytes. */
export function toPem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
