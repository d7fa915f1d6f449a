/** The own identity while the gateway runs: newest descriptor, the keys that sign under it, and the certificates. */

import { toJwsJson } from '@selat/sdk/document';
import type { Algorithm, PublicKey, Signer } from '@selat/sdk/keys';
import { describeCertificate } from '@selat/sdk/keys/certificates/read';
import type { NoteKey } from '@selat/sdk/log';
import type { ExchangeDescriptor, RegisteredKey } from '@selat/sdk/model';
import { findChained } from '../domain/keys/descriptor-chain.js';
import type { CertificateFacts, GatewayPurpose, HeldKey, OwnDescriptor, OwnKeys } from '../domain/keys/ports.js';
import type { Clock, Random, Reader, Signing } from '../domain/ports.js';
import type { LogKey, LogSigning } from '../log/index.js';
import { type KeyCustody, writeOpenFile } from '../signing/index.js';
import { chooseKeys, type SigningKeys } from './signing-keys.js';
import type { TlsFiles } from './tls-files.js';

export interface OwnIdentityOptions {
  readonly custody: KeyCustody;
  readonly reader: Reader;
  readonly tls: TlsFiles;
  /** As the files of the node say it; where the store knows a newer one, that one counts. */
  readonly first: OwnDescriptor;
  /** Absolute path of the descriptor file. */
  readonly file: string;
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Random;
}

export class OwnIdentity implements OwnKeys, Signing, LogSigning {
  readonly #options: OwnIdentityOptions;
  readonly #listeners = new Set<() => void>();
  #own: OwnDescriptor;
  #version = 0;
  /** Sequence of the descriptor in the file. */
  #written: number;
  #keys: SigningKeys;
  #refreshing: Promise<void> = Promise.resolve();

  private constructor(options: OwnIdentityOptions, own: OwnDescriptor, keys: SigningKeys) {
    this.#options = options;
    this.#written = options.first.descriptor.sequence;
    this.#own = own;
    this.#keys = keys;
  }

  /** @throws SelatError KEY_ABSENT where no key of a purpose can sign */
  static async open(options: OwnIdentityOptions): Promise<OwnIdentity> {
    const { reader, first } = options;
    const row = await reader.findOwnDescriptor(first.descriptor.id);
    const stored = row === undefined ? undefined : await loadOwn(reader, row.digest);
    const own = stored ?? first;
    const identity = new OwnIdentity(options, own, await choose(options, own));
    identity.#version = row?.version ?? 0;
    await identity.#writeFile();
    return identity;
  }

  own(): OwnDescriptor {
    return this.#own;
  }

  get document(): readonly Signer[] {
    return this.#keys.document;
  }

  get receipt(): readonly Signer[] {
    return this.#keys.receipt;
  }

  get receiptSigners(): readonly Signer[] {
    return this.#keys.receipt;
  }

  get logKey(): LogKey {
    return this.#keys.log;
  }

  get formerLogKeys(): readonly NoteKey[] {
    return this.#keys.formerLogKeys;
  }

  /** Keys that the descriptor states and this process lacks. */
  get missing(): readonly RegisteredKey[] {
    return this.#keys.missing;
  }

  get tls(): TlsFiles {
    return this.#options.tls;
  }

  held(): readonly HeldKey[] {
    return this.#options.custody.entries();
  }

  certificates(): readonly CertificateFacts[] {
    return this.tls.facts();
  }

  async prepareKey(purpose: GatewayPurpose, alg: Algorithm): Promise<PublicKey> {
    const { custody, clock } = this.#options;
    const stated = new Set(this.#own.descriptor.keys.map(({ kid }) => kid));
    const rows = await this.#options.reader.listKeys(this.#own.descriptor.id);
    for (const { kid } of rows) stated.add(kid);
    const spare = custody
      .entries()
      .findLast((key) => key.purpose === purpose && key.alg === alg && !stated.has(key.kid));
    const { kid } = spare ?? (await custody.makeKey(purpose, alg, clock()));
    return custody.publicKeyOf(kid);
  }

  async prepareTlsKey(): Promise<{ pin: string; requestPem: string; isLoopback: boolean }> {
    const { custody, clock } = this.#options;
    const { id: exchangeId, tls } = this.#own.descriptor;
    const used = new Set([...tls.pins, this.tls.current.pin, this.tls.previous?.pin]);
    const spare = custody.entries().findLast((key) => key.purpose === 'tls' && !used.has(key.kid));
    const { kid: pin } = spare ?? (await custody.makeTlsKey(clock()));
    const isLoopback = describeCertificate(this.tls.current.certPem).dnsNames.includes('localhost');
    const keyPem = custody.tlsKeyFor(pin);
    // Loaded here: most gateways never make a request while they serve.
    const { createCertificateRequest } = await import('@selat/sdk/keys/certificates');
    return { pin, isLoopback, requestPem: createCertificateRequest({ keyPem, exchangeId, loopback: isLoopback }) };
  }

  stageCertificate(pem: string, descriptor: ExchangeDescriptor): Promise<void> {
    return this.tls.stage(pem, descriptor);
  }

  erase(kid: string): Promise<void> {
    return this.#options.custody.erase(kid);
  }

  /** Calls `changed` after every change of descriptor, keys or certificates. */
  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** One at a time; a change between two of them is seen by the second. */
  refresh(): Promise<void> {
    const refreshed = this.#refreshing.then(() => this.#refresh());
    this.#refreshing = refreshed.catch(() => undefined);
    return refreshed;
  }

  /** Reads the certificates again: another process, or the operator, may have put others into the files. */
  async reloadCertificates(): Promise<void> {
    const { custody, tls } = this.#options;
    const before = JSON.stringify(tls.facts());
    await custody.reload();
    await tls.reload();
    if (JSON.stringify(tls.facts()) !== before) this.tell();
  }

  async #refresh(): Promise<void> {
    const { reader, custody } = this.#options;
    const row = await reader.findOwnDescriptor(this.#own.descriptor.id);
    const isKnown = row === undefined || row.version === this.#version;
    if (isKnown && this.#keys.missing.length === 0) return;
    await custody.reload();
    const own = row === undefined || row.digest === this.#own.digest ? this.#own : await loadOwn(reader, row.digest);
    if (own === undefined) return;
    this.#keys = await choose(this.#options, own);
    this.#own = own;
    this.#version = row?.version ?? 0;
    await this.#writeFile();
    this.tell();
  }

  /** Says that something changed. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The file is a copy for people and offline commands; the store decides. */
  async #writeFile(): Promise<void> {
    const { file, random } = this.#options;
    if (this.#own.descriptor.sequence <= this.#written) return;
    await writeOpenFile(file, `${JSON.stringify(toJwsJson(this.#own.document))}\n`, random);
    this.#written = this.#own.descriptor.sequence;
  }
}

async function loadOwn(reader: Reader, digest: string): Promise<OwnDescriptor | undefined> {
  const found = await findChained(reader, digest);
  return found && { document: found.stored.document, descriptor: found.descriptor, digest };
}

async function choose(options: OwnIdentityOptions, { descriptor }: OwnDescriptor): Promise<SigningKeys> {
  const { reader, custody, origin, clock } = options;
  const rows = await reader.listKeys(descriptor.id);
  const revoked = new Set(rows.flatMap(({ kid, status }) => (status === 'revoked' ? [kid] : [])));
  // What a crash left after a revocation: the private half goes now.
  for (const kid of revoked) await custody.erase(kid);
  return chooseKeys({ descriptor, revoked, custody, origin, now: clock() });
}
