/** The form of the section `limits`, with what to write where a key is wrong. */
import { FORMATS } from '@selat/sdk/formats';
import { z } from 'zod';
import { DEFAULT_API_LIMITS, DEFAULT_PEER_LIMITS, type Limits, type PeerLimits } from './limits.js';

const int = (min: number, max: number) =>
  z.int(`is not a whole number from ${min} to ${max}`).min(min, `is below ${min}`).max(max, `is above ${max}`);

/** The lowest byte rate still lets the largest document through. */
const PEER = {
  submissionsPerSecond: int(1, 1_000_000),
  bytesPerSecond: int(1_048_576, 17_179_869_184),
  calls: int(1, 256),
  streams: int(1, 256),
  inFlight: int(1, 4_096),
  awaitingCure: int(1, 1_000_000),
};

const exchangeId = FORMATS['exchange-id'];

const overrides = z
  .record(z.string(), z.strictObject(PEER).partial())
  .default({})
  .superRefine((value, context) => {
    for (const id of Object.keys(value).filter((each) => exchangeId?.matches(each) !== true)) {
      context.addIssue({ code: 'custom', path: [id], message: `is not ${exchangeId?.meaning}` });
    }
  })
  .transform((value): Limits['peer']['overrides'] =>
    Object.fromEntries(Object.entries(value).map(([id, own]) => [id, given(own)])),
  );

/** Without the keys that were left out. */
function given(own: { readonly [K in keyof PeerLimits]?: number | undefined }): Partial<PeerLimits> {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}

const { submissionsPerSecond, bytesPerSecond, calls, streams, inFlight, awaitingCure } = PEER;

export const limitsSchema = z
  .strictObject({
    bodyBytes: int(65_536, 67_108_864).default(8_388_608),
    stopMs: int(0, 600_000).default(10_000),
    peer: z
      .strictObject({
        submissionsPerSecond: submissionsPerSecond.default(DEFAULT_PEER_LIMITS.submissionsPerSecond),
        bytesPerSecond: bytesPerSecond.default(DEFAULT_PEER_LIMITS.bytesPerSecond),
        calls: calls.default(DEFAULT_PEER_LIMITS.calls),
        streams: streams.default(DEFAULT_PEER_LIMITS.streams),
        inFlight: inFlight.default(DEFAULT_PEER_LIMITS.inFlight),
        awaitingCure: awaitingCure.default(DEFAULT_PEER_LIMITS.awaitingCure),
        overrides,
      })
      .prefault({}),
    api: z
      .strictObject({
        requestsPerSecond: int(1, 100_000).default(DEFAULT_API_LIMITS.requestsPerSecond),
        wrongTokensPerMinute: int(1, 100_000).default(DEFAULT_API_LIMITS.wrongTokensPerMinute),
      })
      .prefault({}),
  })
  .prefault({});

/** What to write for a key of the section that is wrong. */
export const LIMITS_FIXES: Readonly<Record<string, string>> = {
  limits: 'state bodyBytes, stopMs, peer and api, or remove the key',
  'limits.bodyBytes': 'write the largest API request in bytes, 65536 to 67108864',
  'limits.stopMs': 'write the milliseconds to wait for calls when stopping, 0 to 600000',
  'limits.peer': 'state what one peer may use, or remove the key',
  'limits.peer.submissionsPerSecond': 'write the documents that a peer may send in a second, 1 to 1000000',
  'limits.peer.bytesPerSecond': 'write the bytes that a peer may send in a second, 1048576 or more',
  'limits.peer.calls': 'write the calls that a peer may make at once, 1 to 256',
  'limits.peer.streams': 'write the streams that a peer may hold open, 1 to 256',
  'limits.peer.inFlight': 'write the documents of one stream to decide on at once, 1 to 4096',
  'limits.peer.awaitingCure': 'write the documents of a peer that may wait for a cure, 1 to 1000000',
  'limits.peer.overrides': 'write limits under the exchange id of a peer, such as my.example: { calls: 8 }',
  'limits.api': 'state what the back office may use, or remove the key',
  'limits.api.requestsPerSecond': 'write the requests that an officer may make in a second, 1 to 100000',
  'limits.api.wrongTokensPerMinute': 'write the wrong tokens that an address may send in a minute, 1 to 100000',
};
