import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CODECS } from '@selat/proto/schema.js';
import {
  checkOffer,
  checkRequest,
  foldGrant,
  foldListing,
  type GrantAct,
  type GrantDocument,
  type ReceiptFact,
} from '@selat/sdk/lifecycle';
import { type DocumentOf, type DocumentType, parseDocument } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { head, MY, NOON, SZ } from '../model/wire-fixtures.js';
import { act, form, receipt } from './evidence-fixtures.js';

const read = (name: string) => readFileSync(new URL(`../../../docs/spec/${name}.md`, import.meta.url), 'utf8');
const CHAPTERS = { AGR: read('agreement'), LST: read('listings'), GRT: read('grants') };
const EXAMPLES = Object.values(CHAPTERS).flatMap((text) => [
  ...text.matchAll(/^```json (\S+) sha256:(\S+)\n([\s\S]*?)\n```$/gm),
]);

/** SHA-256 of DSSE PAE, written down once more so that the chapters are checked by a second reading. [DOC-18] */
function digestOf(type: string, message: unknown): string {
  const payload = Buffer.from(CODECS[type]?.encode(message).finish() ?? []);
  return createHash('sha256').update(`DSSEv1 ${type.length} ${type} ${payload.length} `).update(payload).digest('hex');
}
function example<T extends DocumentType>(type: T): { digest: string; document: DocumentOf<T> } {
  const [, , digest = '', json = ''] = EXAMPLES.find((match) => match[1] === type) ?? [];
  return { digest, document: parseDocument(type, CODECS[type]?.fromJSON(JSON.parse(json))) as DocumentOf<T> };
}

describe.each(Object.entries(CHAPTERS))('DOC-2: the chapter of %s states each requirement once', (prefix, text) => {
  const stated = [...text.matchAll(/^\*\*([A-Z]{3})-(\d+)\.\*\* (.*)$/gm)];
  it('with ids of its own, from 1, without gap or repetition', () => {
    expect(new Set(stated.map((match) => match[1]))).toEqual(new Set([prefix]));
    const numbers = stated.map((match) => Number(match[2])).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
  it('with one MUST in one sentence, and no MUST beside it', () => {
    for (const [, , id, sentence = ''] of stated)
      expect([id, sentence.match(/MUST/g)?.length, /\.$/.test(sentence)]).toEqual([id, 1, true]);
    expect(text.match(/MUST/g)).toHaveLength(stated.length);
  });
});

describe('DOC-18: the examples of the chapters are real documents', () => {
  it.each(EXAMPLES.map((match) => [match[1] ?? '', match[2], match[3] ?? ''] as const))('%s', (type, digest, json) => {
    const message = CODECS[type]?.fromJSON(JSON.parse(json));
    expect(() => parseDocument(type, message)).not.toThrow();
    expect(digestOf(type, message)).toBe(digest);
  });
});

describe('GRT-13: the example of the chapter runs through its states', () => {
  const listing = example('selat.v1.Listing');
  const request = example('selat.v1.GrantRequest');
  const grant = example('selat.v1.Grant');
  const at = (time: string) => NOON + Date.parse(`1970-01-01T${time}Z`) - 4 * 3_600_000;
  const notice = <T extends DocumentType>(type: T, by: string, fields: object) =>
    parseDocument(type, {
      head: head(by, [by === SZ ? MY : SZ]),
      grant: Buffer.from(grant.digest, 'hex'),
      reason: 'OTHER',
      note: '',
      cause: Buffer.alloc(0),
      effectiveAtMs: 0n,
      decisions: [],
      ...fields,
    }) as DocumentOf<T> & GrantDocument;

  it('request and offer fit the listing', () => {
    const state = foldListing({ id: listing.document.id, acts: [listing], now: NOON });
    if (state === undefined) throw new Error('the example listing has no state');
    expect(checkRequest(request.document, state).id).toBe('standard');
    const offer = {
      grant: grant.document,
      request: request.document,
      requestDigest: request.digest,
      listing: listing.document,
    };
    expect(() => checkOffer(offer)).not.toThrow();
  });

  it('and each row of the table has the state that it prints', () => {
    const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
    const steps: readonly [GrantAct | undefined, ReceiptFact | undefined][] = [
      [act(request.digest, request.document), receipt(SZ, request.digest)],
      [{ ...act(grant.digest, grant.document), form: 'offered' }, receipt(MY, grant.digest)],
      [{ ...act(grant.digest, grant.document), submissionDigest: form(grant.digest, 'both') }, undefined],
      [undefined, receipt(SZ, grant.digest, { submissionDigest: form(grant.digest, 'both'), time: at('04:10:01') })],
      [act(A ?? '', notice('selat.v1.GrantSuspension', SZ, {})), undefined],
      [
        act(B ?? '', notice('selat.v1.GrantResumption', SZ, { suspension: Buffer.from(A ?? '', 'hex') })),
        receipt(MY, B ?? '', { time: at('06:00:00') }),
      ],
      [act(C ?? '', notice('selat.v1.GrantRevocation', MY, {})), receipt(SZ, C ?? '', { time: at('07:00:00') })],
    ];
    const rows = [...CHAPTERS.GRT.matchAll(/^\| (\d\d:\d\d:\d\d) \|.*\| `([a-z]+)`(?:, ([a-z]+))? \|$/gm)];
    expect(rows).toHaveLength(steps.length);
    rows.forEach(([, time = '', state, reason], index) => {
      const known = steps.slice(0, index + 1);
      const acts = known.flatMap(([done]) => (done === undefined ? [] : [done]));
      const receipts = known.flatMap(([, answer]) => (answer === undefined ? [] : [answer]));
      const folded = foldGrant({ id: request.digest, acts, receipts, agreement: { isInForce: true }, now: at(time) });
      expect([time, folded.state, folded.reason]).toEqual([time, state, reason]);
    });
  });
});
