import { GrantRequest } from '@selat/proto/selat/v1/grant.js';
import { documentDigest, submissionDigest } from '@selat/sdk/document';
import { describe, expect, it } from 'vitest';
import type { Change, DocumentWrite } from '../../src/domain/change.js';
import { dumpState } from '../../src/store/index.js';
import {
  documentNamed,
  listingRow,
  NOON,
  openNode,
  PEER,
  received,
  SELF,
  STORES,
  seededRandom,
  writeOf,
} from './temp-node.js';

/** One story of three documents; everything that a run makes up follows from `run`. */
function story(run: string, agreement = `${PEER} and ${SELF}`): Change[] {
  const random = seededRandom(run);
  const make = (type: string, payload: Buffer): Change => {
    const signatures = [{ protected: random(40), signature: random(64) }];
    const digest = documentDigest(type, payload).toString('hex');
    const submission = submissionDigest(type, payload, signatures).toString('hex');
    const named = { documentDigest: digest, submissionDigest: submission };
    return {
      documents: [
        {
          digest,
          submissionDigest: submission,
          issuer: PEER,
          form: 'complete',
          document: { type, payload, signatures },
        },
      ],
      leaves: [{ act: type, direction: 'in', chain: PEER, ...named }],
      evidence: [{ subject: `grant:${digest}`, digest, by: PEER }],
      answer: { submitter: PEER, channel: run, kind: 'stream', act: type, verdict: 'ACCEPTED', ...named },
    };
  };
  const request = (listing: Buffer, consumer: string) => {
    const head = {
      env: 'SANDBOX',
      issuer: PEER,
      audience: [SELF],
      issuedAtMs: BigInt(random(4).readUInt32BE()),
      nonce: random(16),
      agreementDigest: listing,
    };
    const status = { list: 'grants-1', index: random(1).readUInt8() };
    const message = { ...GrantRequest.decode(new Uint8Array(0)), head, consumer, listingDigest: listing, status };
    return make('selat.v1.GrantRequest', Buffer.from(GrantRequest.encode(message).finish()));
  };
  const first = make('selat.v1.Listing', Buffer.from(agreement));
  const listing = Buffer.from(first.answer?.documentDigest ?? '', 'hex');
  return [first, request(listing, `${PEER}/p/a`), request(listing, `${PEER}/p/b`)];
}

const own = (name: string) => writeOf(documentNamed(name), { issuer: SELF });

/** A receipt of the peer over some of our submissions, as the domain stores it. */
function gotReceipt(answered: readonly DocumentWrite[]): Change {
  const names = answered.map(({ digest }) => digest).join(' ');
  const receipt = writeOf(documentNamed(`receipt over ${names}`, 'selat.v1.ReceiptBatch'));
  const items = answered.map(({ digest, submissionDigest: submission }) => {
    return {
      documentDigest: digest,
      submissionDigest: submission,
      verdict: 'ACCEPTED' as const,
      logIndex: 7,
      time: NOON,
    };
  });
  const named = { documentDigest: receipt.digest, submissionDigest: receipt.submissionDigest };
  return {
    documents: [receipt],
    leaves: [{ act: 'selat.v1.ReceiptBatch', direction: 'in', chain: PEER, ...named }],
    receiptsGot: [{ peer: PEER, digest: receipt.digest, document: receipt.document, items }],
  };
}

describe.each(STORES)('RCP-9: two runs of one story have one state digest ($name)', (engine) => {
  async function dumpOf(changes: readonly Change[], isGrouped: boolean) {
    const node = await openNode(engine);
    const commit = (change: Change) => node.committer.commit(async () => change);
    if (isGrouped) await Promise.all(changes.map(commit));
    else for (const change of changes) await commit(change);
    const forms = [own('sent-1'), own('sent-2')];
    await commit({ documents: forms });
    for (const answered of isGrouped ? [forms] : forms.map((form) => [form])) await commit(gotReceipt(answered));
    await commit({ attempt: { peer: PEER, at: NOON, type: 'x', reason: 'BUSY', message: String(isGrouped) } });
    return dumpState(node.store);
  }

  it('whatever the nonces, keys, times, order of arrival and grouping', async () => {
    const one = await dumpOf(story('one'), true);
    const [first, ...rest] = story('two');
    const other = await dumpOf([...(first ? [first] : []), ...rest.reverse()], false);
    expect(other.lines).toEqual(one.lines);
    expect(other.digest).toEqual(one.digest);
    expect(other.receipts).toEqual(one.receipts);
    expect(one.receipts).toEqual([
      `selat.v1.GrantRequest ACCEPTED ${PEER} 2`,
      `selat.v1.Listing ACCEPTED ${PEER} 1`,
      `selat.v1.Listing ACCEPTED ${SELF} 2`,
    ]);
  });

  it('tells apart stories that differ in a document, a verdict, a row or a missing act', async () => {
    const usual = await dumpOf(story('one'), true);
    const rows: Change = { rows: [{ table: 'listing', expectedVersion: 0, row: listingRow(`${PEER}/l/rain`) }] };
    const [first, second, third] = story('one');
    const refused = { ...third, answer: { ...third?.answer, verdict: 'REFUSED', reason: 'GRANT_UNKNOWN' } } as Change;
    const others = [
      story('one', 'another listing'),
      [...story('one'), rows],
      story('one').slice(0, 2),
      [first, second, refused] as Change[],
    ];
    for (const changes of others) expect((await dumpOf(changes, true)).digest).not.toEqual(usual.digest);
  });

  it('shows no digest, and no line longer than a harness returns', async () => {
    const { lines } = await dumpOf([...story('one'), received('a', {}, 5000)], true);
    expect(lines.filter((line) => /[0-9a-f]{64}/.test(line) || line.length > 4096)).toEqual([]);
  });
});
