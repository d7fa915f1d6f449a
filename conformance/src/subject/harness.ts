/** Steers a subject through its ConformanceHarnessService. */
import {
  AdvanceClockRequest,
  AdvanceClockResponse,
  GetStateDigestRequest,
  GetStateDigestResponse,
} from '@selat/proto/selat/v1/harness_service.js';
import type { RawClient } from '../client/index.js';

const SERVICE = '/selat.v1.ConformanceHarnessService';

/** What a harness can do. */
export interface Harness {
  /** Moves the subject's clock forward. @returns its time after that, milliseconds since 1970 */
  advance(ms: number): Promise<number>;
  /** Digest of the canonical dump of its durable state, hex, and its receipts. */
  state(): Promise<{ readonly digest: string; readonly receipts: readonly string[] }>;
}

/** @param client that shows the certificate of the peer `good`; @param wall time of this machine */
export function openHarness(client: RawClient, protocol: string, wall: () => number): Harness {
  const call = async (method: string, request: Uint8Array): Promise<Buffer> => {
    const metadata = [['selat-protocol', protocol]] as const;
    const { code, message, messages } = await client.unary(
      `${SERVICE}/${method}`,
      Buffer.from(request),
      metadata,
      wall(),
    );
    const [answer] = messages;
    if (code !== 'OK' || answer === undefined) throw new Error(`${method} of the harness: ${code} ${message}`);
    return answer;
  };
  return {
    advance: async (ms) => {
      const request = AdvanceClockRequest.encode({ byMs: BigInt(Math.ceil(ms)) }).finish();
      return Number(AdvanceClockResponse.decode(await call('AdvanceClock', request)).nowMs);
    },
    state: async () => {
      const request = GetStateDigestRequest.encode({ withDump: false }).finish();
      const { digest, receipts } = GetStateDigestResponse.decode(await call('GetStateDigest', request));
      return { digest: digest.toString('hex'), receipts };
    },
  };
}
