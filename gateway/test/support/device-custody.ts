/** Custody as a hardware module gives it: keys that it makes never leave it; those of before stay in their files. */
import { type Algorithm, deviceSigner, generatePrivateKey, type PublicKey, type Signer } from '@selat/sdk/keys';
import { deviceOf } from '../../../sdk/test/keys/raw-device.js';
import { type KeyCustody, type Keystore, openKeystore } from '../../src/signing/index.js';
import { random } from '../federation/transport-fixture.js';

interface Slot {
  readonly entry: ReturnType<Keystore['entries']>[number];
  readonly publicKey: PublicKey;
  readonly signer: Signer;
  readonly asked: readonly Buffer[];
}

export class DeviceCustody implements KeyCustody {
  readonly #files: Keystore;
  readonly #slots = new Map<string, Slot>();

  private constructor(files: Keystore) {
    this.#files = files;
  }

  static async open(dir: string, passphrase: string): Promise<DeviceCustody> {
    return new DeviceCustody(await openKeystore(dir, passphrase, random));
  }

  get env() {
    return this.#files.env;
  }

  /** What the key of `kid` was asked to sign. */
  askedOf(kid: string): readonly Buffer[] {
    return this.#slots.get(kid)?.asked ?? [];
  }

  entries() {
    return [...this.#files.entries(), ...[...this.#slots.values()].map(({ entry }) => entry)];
  }

  publicKeyOf(kid: string) {
    return this.#slots.get(kid)?.publicKey ?? this.#files.publicKeyOf(kid);
  }

  signerOf(kid: string) {
    return this.#slots.get(kid)?.signer ?? this.#files.signerOf(kid);
  }

  async makeKey(purpose: Parameters<KeyCustody['makeKey']>[0], alg: Algorithm, createdAt: number) {
    const key = generatePrivateKey(alg, random);
    const { device, asked } = deviceOf(key, alg === 'Ed25519' ? 'message' : 'digest');
    const entry = { kid: key.kid, purpose, alg, createdAt };
    this.#slots.set(key.kid, { entry, asked, publicKey: key.publicKey, signer: deviceSigner(device) });
    return entry;
  }

  makeTlsKey(createdAt: number) {
    return this.#files.makeTlsKey(createdAt);
  }

  tlsKeyFor(pin: string) {
    return this.#files.tlsKeyFor(pin);
  }

  reload() {
    return this.#files.reload();
  }

  async erase(kid: string) {
    this.#slots.delete(kid);
    await this.#files.erase(kid);
  }
}
