import { Metadata, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/federation/transport/index.js';

describe('ERR-1: a message says what prevented the act, in words for its reader', () => {
  it('keeps of a broken connection what the system said of it', () => {
    const details =
      'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:7443. Resolution note: ';
    const failure = Object.assign(new Error(details), { code: status.UNAVAILABLE, details, metadata: new Metadata() });
    expect(parseStatus(failure, 'my.example').message).toBe(
      'cannot reach my.example: connect ECONNREFUSED 127.0.0.1:7443',
    );
  });
});
