import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Receipt } from '@selat/proto/selat/v1/receipt.js';
import { parseReceipt } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';

const CHAPTER = readFileSync(new URL('../../../docs/spec/receipts.md', import.meta.url), 'utf8');

describe('RCP-1: the example of the chapter is a real receipt', () => {
  it('parses, encodes and digests as printed', () => {
    const [, digest, json = '{}'] = /^```json selat\.v1\.Receipt sha256:(\S+)\n([\s\S]*?)\n```$/m.exec(CHAPTER) ?? [];
    const message = Receipt.fromJSON(JSON.parse(json));
    const payload = Buffer.from(Receipt.encode(message).finish());
    const pae = Buffer.concat([Buffer.from(`DSSEv1 16 selat.v1.Receipt ${payload.length} `), payload]);
    expect(createHash('sha256').update(pae).digest('hex')).toBe(digest);
    expect(parseReceipt(message)).toMatchObject({ items: [{ verdict: 'ACCEPTED', logIndex: 1 }] });
  });
});

describe('RCP-2: the chapter states each requirement once', () => {
  it('with ids from 1 without gap, one MUST each, and none beside them', () => {
    const stated = [...CHAPTER.matchAll(/^\*\*RCP-(\d+)\.\*\* (.*)$/gm)];
    const numbers = stated.map(([, number]) => Number(number)).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(CHAPTER.match(/\bMUST\b/g)).toHaveLength(stated.length);
  });
});
