/** TLS material of the suite's own peers: an RSA-3072 CA and one certificate for server and client. [IDN-7] */
import { createHash, generateKeyPair, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { der, oid, toPem, unsignedInteger } from './der.js';

/** A certificate and its key. */
export interface TlsPair {
  readonly certPem: string;
  /** PKCS#8, not encrypted. */
  readonly keyPem: string;
}

/** What one peer shows in mutual TLS. */
export interface TlsIdentity extends TlsPair {
  readonly caPem: string;
  /** SHA-256 of the SubjectPublicKeyInfo of the certificate, 32 bytes. */
  readonly pin: Buffer;
  /** Another certificate of the same CA, which no descriptor pins. */
  readonly unpinned: TlsPair;
}

interface Subject {
  readonly exchange: string;
  readonly role: string;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

const DAY_MS = 86_400_000;
const SHA256_RSA = der(0x30, oid('1.2.840.113549.1.1.11'), der(0x05));
const KEY_CERT_SIGN = Buffer.of(0x01, 0x06);
const DIGITAL_SIGNATURE = Buffer.of(0x07, 0x80);

const generateRsa = promisify(generateKeyPair);

function name(exchange: string, role: string): Buffer {
  const part = (type: string, text: string) => der(0x31, der(0x30, oid(type), der(0x0c, Buffer.from(text, 'utf8'))));
  return der(0x30, part('2.5.4.10', exchange), part('2.5.4.3', role));
}

function time(instant: number): Buffer {
  const text = new Date(instant).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(text.slice(2), 'ascii'));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return der(0x30, oid(id), ...(isCritical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
}

function certificate(
  subject: Subject,
  issuer: { readonly role: string; readonly key: KeyObject },
  now: number,
  serial: Buffer,
): string {
  const body = der(
    0x30,
    der(0xa0, unsignedInteger(Buffer.of(2))),
    unsignedInteger(serial),
    SHA256_RSA,
    name(subject.exchange, issuer.role),
    der(0x30, time(now - DAY_MS), time(now + 365 * DAY_MS)),
    name(subject.exchange, subject.role),
    subject.key.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, ...subject.extensions)),
  );
  const signature = sign('sha256', body, issuer.key);
  return toPem('CERTIFICATE', der(0x30, body, SHA256_RSA, der(0x03, Buffer.of(0), signature)));
}

function caExtensions(): Buffer[] {
  const basic = der(0x30, der(0x01, Buffer.of(0xff)), unsignedInteger(Buffer.of(0)));
  return [extension('2.5.29.19', true, basic), extension('2.5.29.15', true, der(0x03, KEY_CERT_SIGN))];
}

function leafExtensions(exchange: string): Buffer[] {
  const dns = (text: string) => der(0x82, Buffer.from(text, 'ascii'));
  const names = der(0x30, dns(exchange), dns('localhost'), der(0x87, Buffer.of(127, 0, 0, 1)));
  const usage = der(0x30, oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'));
  return [
    extension('2.5.29.19', true, der(0x30)),
    extension('2.5.29.15', true, der(0x03, DIGITAL_SIGNATURE)),
    extension('2.5.29.37', false, usage),
    extension('2.5.29.17', false, names),
  ];
}

/** SHA-256 of the SubjectPublicKeyInfo of a certificate. */
export function pinOf(certPem: string): Buffer {
  const spki = new X509Certificate(certPem).publicKey.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(spki).digest();
}

/**
 * Makes a CA and two certificates for one peer, valid from yesterday for a year.
 * @param now milliseconds since 1970
 * @param random source of serial numbers
 */
export async function makeTlsIdentity(
  exchange: string,
  now: number,
  random: (bytes: number) => Buffer,
): Promise<TlsIdentity> {
  const rsa = () => generateRsa('rsa', { modulusLength: 3072 });
  const [ca, leaf] = await Promise.all([rsa(), rsa()]);
  const authority = { role: 'Operator CA', key: ca.privateKey };
  const serial = () => Buffer.concat([Buffer.of(0x40), random(15)]);
  const own = { exchange, role: authority.role, key: ca.publicKey, extensions: caExtensions() };
  const caPem = certificate(own, authority, now, serial());
  const pairOf = ({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): TlsPair => {
    const subject = { exchange, role: 'Gateway', key: publicKey, extensions: leafExtensions(exchange) };
    const keyPem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return { certPem: certificate(subject, authority, now, serial()), keyPem };
  };
  const pair = pairOf(leaf);
  // The key of the CA serves for the certificate that nobody pins: to make a third one takes longer than a case.
  return { caPem, ...pair, pin: pinOf(pair.certPem), unpinned: pairOf(ca) };
}
