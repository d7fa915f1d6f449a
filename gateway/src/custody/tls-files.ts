/** The certificates of a node: the one it presents, the one it will present, and the one before, each a file beside the others. */
import { readFile, rename } from 'node:fs/promises';
import { SelatError } from '@selat/sdk/errors';
import type { Clock, Random } from '@selat/sdk/keys';
import { describeCertificate, parseCertificate, splitPem } from '@selat/sdk/keys/certificates/read';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import type { CertificateFacts } from '../domain/keys/ports.js';
import { certificateProblem } from '../federation/transport/peer-certificate.js';
import { type KeyCustody, writeOpenFile } from '../signing/index.js';

/** A certificate with its private key. */
export interface HeldCertificate {
  readonly certPem: string;
  /** PKCS#8 PEM. */
  readonly keyPem: string;
  /** 64 hexadecimal digits. */
  readonly pin: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface TlsFilesOptions {
  /** Absolute path of the certificate in use; the others lie beside it. */
  readonly certificate: string;
  /** Absolute path of the CA certificates. */
  readonly ca: string;
  readonly custody: KeyCustody;
  readonly clock: Clock;
  readonly random: Random;
}

type Slot = 'current' | 'next' | 'previous';

export class TlsFiles {
  readonly #options: TlsFilesOptions;
  #caPem = '';
  #held: Partial<Record<Slot, HeldCertificate>> = {};

  constructor(options: TlsFilesOptions) {
    this.#options = options;
  }

  /** Reads what the files hold now. @throws SelatError KEY_ABSENT, CERTIFICATE_INVALID for the one in use */
  async reload(): Promise<void> {
    const { ca } = this.#options;
    this.#caPem = await readFile(ca, 'utf8');
    const held: Partial<Record<Slot, HeldCertificate>> = { current: await this.#read('current') };
    for (const slot of ['next', 'previous'] as const) {
      // Nothing rests on a file that is not in use: one that is damaged counts as absent.
      const found = await this.#read(slot).catch(() => undefined);
      if (found !== undefined) held[slot] = found;
    }
    this.#held = held;
  }

  get current(): HeldCertificate {
    const { current } = this.#held;
    if (current === undefined) throw new Error('the certificates of the node are not read yet');
    return current;
  }

  /** The certificate that waits for its turn. */
  get next(): HeldCertificate | undefined {
    const { next } = this.#held;
    return next?.pin === this.current.pin ? undefined : next;
  }

  /** The certificate before this one. */
  get previous(): HeldCertificate | undefined {
    const { previous } = this.#held;
    return previous?.pin === this.current.pin ? undefined : previous;
  }

  facts(): readonly CertificateFacts[] {
    const own = (['current', 'next', 'previous'] as const).flatMap((role): CertificateFacts[] => {
      const found = this[role];
      return found === undefined ? [] : [{ role, ...factsOf(found) }];
    });
    const authorities = splitPem(this.#caPem).map((pem): CertificateFacts => {
      const { pin, notBefore, notAfter } = describeCertificate(pem);
      return { role: 'ca', pin: pin.replace(/^sha256:/, ''), notBefore, notAfter };
    });
    return [...own, ...authorities];
  }

  /**
   * Keeps a certificate for later, with the CA that issued it.
   * @throws SelatError CERTIFICATE_INVALID where peers would refuse it; KEY_ABSENT
   */
  async stage(certPem: string, { id, tls }: ExchangeDescriptor): Promise<void> {
    const { clock, random, ca } = this.#options;
    const pins = tls.pins.map((pin) => `sha256:${pin}`);
    const peer = { exchangeId: id, caPem: tls.caCertificatePem, pins };
    const problem = certificateProblem(parseCertificate(certPem), peer, clock());
    if (problem !== undefined) {
      const message = `cannot use the certificate for ${id}: ${problem}`;
      throw new SelatError('CERTIFICATE_INVALID', message, { exchange: id, problem });
    }
    const held = this.#hold(certPem);
    await writeOpenFile(this.#path('next'), certPem, random);
    await writeOpenFile(ca, tls.caCertificatePem, random);
    this.#caPem = tls.caCertificatePem;
    if (held.pin !== this.current.pin) this.#held = { ...this.#held, next: held };
  }

  /** Presents the next certificate from now on. A crash at any point leaves one certificate in use, and the step to repeat. */
  async switch(): Promise<void> {
    const { current, next } = this;
    if (next === undefined) return;
    await writeOpenFile(this.#path('previous'), current.certPem, this.#options.random);
    await rename(this.#path('next'), this.#path('current'));
    const { previous } = this.#held;
    this.#held = { current: next, previous: current };
    // Two certificates ago: nobody is shown it any more, and its key must not come back.
    if (previous !== undefined && previous.pin !== current.pin) await this.#options.custody.erase(previous.pin);
  }

  async #read(slot: Slot): Promise<HeldCertificate> {
    return this.#hold(await readFile(this.#path(slot), 'utf8'));
  }

  #hold(certPem: string): HeldCertificate {
    const { pin, notBefore, notAfter } = describeCertificate(certPem);
    const keyPem = this.#options.custody.tlsKeyFor(pin);
    return { certPem, keyPem, pin: pin.replace(/^sha256:/, ''), notBefore, notAfter };
  }

  #path(slot: Slot): string {
    const { certificate } = this.#options;
    return slot === 'current' ? certificate : certificate.replace(/(\.[^./]*)?$/, `.${slot}$1`);
  }
}

function factsOf({ pin, notBefore, notAfter }: HeldCertificate): Omit<CertificateFacts, 'role'> {
  return { pin, notBefore, notAfter };
}
