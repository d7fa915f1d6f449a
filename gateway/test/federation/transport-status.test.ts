import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { REASONS, type Reason, SelatError } from '@selat/sdk/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStatus, encodeStatus } from '../../src/federation/transport/google-rpc.js';
import { FAULT_CODES, parseStatus, toStatus } from '../../src/federation/transport/index.js';

const reported: [string, unknown][] = [];
const incidents = {
  random: (bytes: number) => Buffer.alloc(bytes, 0xab),
  report: (id: string, error: unknown) => reported.push([id, error]),
};

const detailsOf = ({ metadata }: StatusObject) => Buffer.from(metadata?.get('grpc-status-details-bin')[0] ?? '');
const received = (sent: StatusObject): ServiceError => Object.assign(new Error(`${sent.code} ${sent.details}`), sent);
const answer = (code: status, details: string, bytes?: Buffer) => {
  const metadata = new Metadata();
  if (bytes !== undefined) metadata.set('grpc-status-details-bin', bytes);
  return received({ code, details, metadata });
};

describe('ERR-2: each fault has one gRPC code', () => {
  it('holds to the table of the chapter on errors', () => {
    expect(Object.fromEntries(Object.entries(FAULT_CODES).map(([fault, code]) => [fault, status[code]]))).toEqual({
      invalid: 'INVALID_ARGUMENT',
      unauthenticated: 'UNAUTHENTICATED',
      forbidden: 'PERMISSION_DENIED',
      missing: 'NOT_FOUND',
      conflict: 'ABORTED',
      refused: 'FAILED_PRECONDITION',
      deferred: 'UNAVAILABLE',
      exhausted: 'RESOURCE_EXHAUSTED',
      unimplemented: 'UNIMPLEMENTED',
    });
  });

  it.each(Object.keys(REASONS) as Reason[])('carries %s with its facts to the other side', (reason) => {
    const error = new SelatError(reason, 'cannot do it: 深圳 says no', { id: 'my.example/l/1' });
    const sent = toStatus(error, incidents);
    expect(sent.code).toBe(FAULT_CODES[REASONS[reason].fault]);
    const parsed = parseStatus(received(sent), 'my.example');
    expect(parsed).toMatchObject({
      reason,
      facts: { id: 'my.example/l/1', peer: 'my.example', code: status[sent.code] },
    });
    expect(parsed.message).toContain('cannot do it: 深圳 says no');
    expect(parsed.facts['retryAfterMs']).toBe(REASONS[reason].fault === 'deferred' ? '5000' : undefined);
  });
});

describe('ERR-2: details are google.rpc.Status with ErrorInfo and RetryInfo', () => {
  // Status{code: 14, message: "no", details: [Any{ErrorInfo{BUSY, selat.v1, {a: b, retryAfterMs: 1500}}},
  // Any{RetryInfo{1 s, 500,000,000 ns}}]}, written by hand in another language.
  const EXAMPLE = [
    '080e12026e6f',
    '1a5a0a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4572726f72496e666f',
    '122e0a0442555359120873656c61742e76311a060a01611201621a140a0c726574727941667465724d73120431353030',
    '1a360a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f',
    '120a0a0808011080cab5ee01',
  ].join('');

  it('writes the bytes of the example', () => {
    const error = new SelatError('BUSY', 'no', { a: 'b', retryAfterMs: '1500' });
    expect(detailsOf(toStatus(error, incidents)).toString('hex')).toBe(EXAMPLE);
    expect(decodeStatus(Buffer.from(EXAMPLE, 'hex'))).toEqual({
      code: 14,
      message: 'no',
      errorInfo: { reason: 'BUSY', domain: 'selat.v1', metadata: { a: 'b', retryAfterMs: '1500' } },
      retryAfterMs: 1500,
    });
  });

  it('reads back whatever it writes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const info = fc.record({ reason: text, domain: text, metadata: fc.dictionary(text, text, { maxKeys: 5 }) });
    const rpc = fc.record(
      { code: fc.nat(16), message: text, errorInfo: info, retryAfterMs: fc.nat(10 ** 9), requestId: text },
      { requiredKeys: ['code', 'message'] },
    );
    fc.assert(
      fc.property(rpc, (value) => {
        expect(decodeStatus(encodeStatus(value))).toEqual(value);
      }),
    );
  });

  it('passes over details of other types and fields that it does not know', () => {
    const other = Buffer.from('08051a0b0a09782e792f4f7468657220022a0161', 'hex');
    expect(decodeStatus(other)).toEqual({ code: 5, message: '' });
  });
});

describe('ERR-1: the cause of a failure never leaves the process', () => {
  it('gives the caller an id, and the log the error under the same id', () => {
    const error = new Error('password is hunter2');
    const sent = toStatus(error, incidents);
    expect(sent).toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    expect(decodeStatus(detailsOf(sent))).toEqual({
      code: 13,
      message: 'internal error',
      requestId: 'abababababababab',
    });
    expect(reported.at(-1)).toEqual(['abababababababab', error]);
    expect(parseStatus(received(sent), 'my.example')).toMatchObject({
      reason: 'PEER_FAILED',
      facts: { incident: 'abababababababab' },
    });
  });

  it('does not send the cause of a protocol error', () => {
    const sent = toStatus(new SelatError('BUSY', 'no', {}, { cause: new Error('hunter2') }), incidents);
    expect(JSON.stringify(sent.details) + detailsOf(sent).toString('utf8')).not.toContain('hunter2');
  });

  it('keeps trailers below 8 KiB whatever the message and the facts are', () => {
    const facts = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`fact${i}`, '深'.repeat(5000)]));
    const sent = toStatus(new SelatError('BUSY', '深'.repeat(5000), facts), incidents);
    const base64 = detailsOf(sent).toString('base64');
    expect(encodeURI(sent.details).length + base64.length).toBeLessThan(8192);
    expect(sent.details.endsWith('深…')).toBe(true);
  });
});

describe('ERR-6: an answer of a peer becomes an error of this node', () => {
  it('keeps a reason that this build does not know as a fact, under the reason for the code', () => {
    const info = { reason: 'MOON_PHASE', domain: 'selat.v1', metadata: { phase: 'full' } };
    const bytes = encodeStatus({ code: status.FAILED_PRECONDITION, message: 'not today', errorInfo: info });
    expect(parseStatus(answer(status.FAILED_PRECONDITION, 'not today', bytes), 'my.example')).toMatchObject({
      reason: 'PEER_REFUSED',
      message: 'my.example answered: not today',
      facts: { peerReason: 'MOON_PHASE', phase: 'full', code: 'FAILED_PRECONDITION' },
    });
  });

  it.each<[string, string]>([
    ['INVALID_ARGUMENT', 'REQUEST_INVALID'],
    ['UNAUTHENTICATED', 'PEER_UNAUTHENTICATED'],
    ['PERMISSION_DENIED', 'PEER_FORBIDDEN'],
    ['FAILED_PRECONDITION', 'PEER_REFUSED'],
    ['UNAVAILABLE', 'PEER_UNREACHABLE'],
    ['DEADLINE_EXCEEDED', 'PEER_UNREACHABLE'],
    ['RESOURCE_EXHAUSTED', 'LIMIT_EXCEEDED'],
    ['UNIMPLEMENTED', 'NOT_IN_THIS_BUILD'],
    ['INTERNAL', 'PEER_FAILED'],
    ['DATA_LOSS', 'PEER_FAILED'],
  ])('takes %s without details as %s', (code, reason) => {
    expect(parseStatus(answer(status[code as keyof typeof status], 'x'), 'my.example')).toMatchObject({
      reason,
      facts: { code },
    });
  });

  it('takes nothing from details that are malformed, too long, or of another domain', () => {
    const info = { reason: 'BUSY', domain: 'other.example', metadata: {} };
    const foreign = encodeStatus({ code: 13, message: '', errorInfo: info });
    for (const bytes of [Buffer.from('ffff', 'hex'), Buffer.alloc(20_000), foreign]) {
      expect(parseStatus(answer(status.INTERNAL, 'x', bytes), 'my.example').reason).toBe('PEER_FAILED');
    }
  });

  it('takes control characters out of what a peer says, and stays calm over any bytes', () => {
    const shown = parseStatus(answer(status.INTERNAL, 'a\u001b[31mred\nb'), 'my.example').message;
    expect(shown).toBe('my.example answered: a [31mred b');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseStatus(answer(status.INTERNAL, 'x', Buffer.from(bytes)), 'my.example')).toBeInstanceOf(SelatError);
      }),
    );
  });

  it('hands on errors of this node unchanged', () => {
    const own = new SelatError('BUSY', 'no');
    expect(parseStatus(own, 'my.example')).toBe(own);
    const bug = new TypeError('x is not a function');
    expect(() => parseStatus(bug, 'my.example')).toThrow(bug);
  });
});
