/** Arithmetic on the orders of the two curves; secrets pass through it only while a key is made. */

/** Order of P-256, FIPS 186-5. */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Order of sm2p256v1, GB/T 32918.5. */
export const SM2_ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

export function toScalar(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}

/** 32 bytes, big-endian. */
export function toScalarBytes(scalar: bigint): Buffer {
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

/** Whether both halves of raw r||s lie in [1, order - 1]. */
export function isInRange(signature: Uint8Array, order: bigint): boolean {
  const r = toScalar(signature.subarray(0, 32));
  const s = toScalar(signature.subarray(32, 64));
  return r > 0n && r < order && s > 0n && s < order;
}

/** Maps 48 uniform bytes to a secret in [1, order - 1] with a bias below 2^-128 (FIPS 186-5, A.2.1). */
export function secretFromSeed(seed: Uint8Array, order: bigint): Buffer {
  return toScalarBytes((toScalar(seed) % (order - 1n)) + 1n);
}
