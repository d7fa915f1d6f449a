/** Who else may steer a node under `selat serve --harness`: the exchange whose descriptor the operator names. [CFG-5] */
import { CODECS } from '@selat/proto/schema.js';
import { parseJwsJson } from '@selat/sdk/document';
import { parseDocument } from '@selat/sdk/model';
import type { Steerer } from '../compose/parts.js';
import { readDescriptor } from './descriptor-source.js';
import type { Io } from './io.js';

/** @param file its descriptor, trusted because the operator names it @throws SelatError USAGE, JWS_MALFORMED */
export async function readSteerer(file: string, io: Io): Promise<Steerer> {
  const { type, payload } = parseJwsJson(await readDescriptor(file, io));
  const descriptor = parseDocument('selat.v1.ExchangeDescriptor', CODECS[type]?.decode(payload));
  const { caCertificatePem: caPem, pins } = descriptor.tls;
  return { exchangeId: descriptor.id, caPem, pins: pins.map((pin) => `sha256:${pin}`) };
}
