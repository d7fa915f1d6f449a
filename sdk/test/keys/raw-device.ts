/** A device as hardware modules are: it has the secret, answers later, and of curves signs 32 bytes of digest. For tests only. */
import { createECDH } from 'node:crypto';
import type { DeviceInput, KeyDevice, PrivateKey } from '@selat/sdk/keys';

const CURVES = {
  ES256: { name: 'prime256v1', order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  SGD_SM3_SM2: { name: 'SM2', order: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n },
} as const;

const toScalar = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const toBytes = (scalar: bigint) => Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
const mod = (value: bigint, order: bigint) => ((value % order) + order) % order;

function inverse(value: bigint, order: bigint): bigint {
  let result = 1n;
  for (let base = mod(value, order), left = order - 2n; left > 0n; left >>= 1n, base = (base * base) % order) {
    if ((left & 1n) === 1n) result = (result * base) % order;
  }
  return result;
}

/** r || s of ECDSA (SEC 1, 4.1.3) or SM2 (GB/T 32918.2, 6.1) over a digest. */
function signDigest(alg: 'ES256' | 'SGD_SM3_SM2', secret: Uint8Array, digest: Uint8Array): Buffer {
  const { name, order } = CURVES[alg];
  const once = createECDH(name);
  const point = once.generateKeys();
  const [k, d, e] = [toScalar(once.getPrivateKey()), toScalar(secret), toScalar(digest)];
  const x = toScalar(point.subarray(1, 33));
  const r = mod(alg === 'ES256' ? x : e + x, order);
  const s = alg === 'ES256' ? inverse(k, order) * (e + r * d) : inverse(1n + d, order) * (k - r * d);
  return Buffer.concat([toBytes(r), toBytes(mod(s, order))]);
}

/** Puts a key into a device. `asked` collects what it was given to sign. */
export function deviceOf(key: PrivateKey, takes: DeviceInput): { device: KeyDevice; asked: Buffer[] } {
  const { alg, publicKey } = key;
  const pkcs8 = key.toPkcs8();
  // The secret follows a prefix of fixed length in each of the two forms.
  const secret = alg === 'Ed25519' ? pkcs8.subarray(-32) : pkcs8.subarray(36, 68);
  const asked: Buffer[] = [];
  const sign = async (input: Buffer): Promise<Uint8Array> => {
    asked.push(input);
    await new Promise((resolve) => setImmediate(resolve));
    return takes === 'message' || alg === 'Ed25519' ? key.sign(input) : signDigest(alg, secret, input);
  };
  return { asked, device: { publicKey, takes, sign } };
}
