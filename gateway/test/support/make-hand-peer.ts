/** Makes a hand-driven exchange in memory: real keys, certificates and descriptor, but no keystore to derive keys for. */
import { documentDigest, toDigestText, toJwsJson } from '@selat/sdk/document';
import { type Algorithm, generatePrivateKey, localSigner, type PrivateKey } from '@selat/sdk/keys';
import {
  certificatePin,
  createCertificateRequest,
  createOperatorCa,
  issueCertificate,
} from '@selat/sdk/keys/certificates';
import { PRESETS } from '../../src/config/index.js';
import { signFirstDescriptor } from '../../src/config/new-node/new-descriptor.js';
import { random } from '../federation/transport-fixture.js';
import { nextTlsKey } from './cheap-keys.js';
import { freePort } from './free-port.js';
import { HandPeer } from './hand-peer.js';

const DAY = 86_400_000;

/** An authority and one certificate of it; both have the same key, because RSA keys take long to make. */
async function makeTls(exchangeId: string) {
  const keyPem = await nextTlsKey();
  const validity = { notBefore: Date.now() - 3_600_000, notAfter: Date.now() + 730 * DAY };
  const caPem = createOperatorCa({ keyPem, exchangeId, ...validity }, random);
  const requestPem = createCertificateRequest({ keyPem, exchangeId, loopback: true });
  const input = { requestPem, caCertificatePem: caPem, caKeyPem: keyPem, exchangeId, loopback: true, ...validity };
  const certificatePem = issueCertificate(input, random);
  return { keyPem, caPem, certificatePem, pin: certificatePin(certificatePem) };
}

/** An exchange of any name that signs with one or two algorithms. */
export async function makeHandPeer(id: string, algorithms: readonly Algorithm[]): Promise<HandPeer> {
  const preset = PRESETS['szdex'];
  if (preset === undefined) throw new Error('the preset is missing');
  const make = () => algorithms.map((alg) => generatePrivateKey(alg, random));
  const keys = { identity: make(), document: make(), receipt: make() };
  const log = generatePrivateKey('Ed25519', random);
  const state = (purpose: keyof typeof keys | 'log', of: readonly PrivateKey[]) =>
    of.map(({ publicKey }) => ({ purpose, key: publicKey }));
  const stated = [
    ...state('identity', keys.identity),
    ...state('document', keys.document),
    ...state('receipt', keys.receipt),
    ...state('log', [log]),
  ];
  const signers = (of: readonly PrivateKey[]) => of.map(localSigner);
  const [tls, port] = [await makeTls(id), await freePort()];
  const plan = {
    exchange: { ...preset.exchange, id },
    ...{ algorithms, reviews: [], dir: '', passphrase: '' },
    ports: { federation: port, api: 0, metrics: 0 },
    advertise: `127.0.0.1:${port}`,
  };
  const made = { stated, identity: signers(keys.identity), logKey: log.publicKey.raw, tls };
  const descriptor = await signFirstDescriptor(plan, made, Date.now(), random);
  return new HandPeer({
    exchange: id,
    fingerprint: toDigestText(documentDigest(descriptor.type, descriptor.payload)),
    descriptor: toJwsJson(descriptor),
    tls: { certPem: tls.certificatePem, keyPem: tls.keyPem },
    ...{ caPem: tls.caPem, caKeyPem: tls.keyPem },
    keys: { identity: signers(keys.identity), document: signers(keys.document), receipt: signers(keys.receipt) },
  });
}
