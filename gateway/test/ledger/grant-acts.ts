/** A request and what becomes of it, as documents that are stored like received and own ones; no gate looks at them here. */
import { CODECS } from '@selat/proto/schema.js';
import type { ReceiptItem } from '@selat/sdk/model';
import { wireGrant, wireRequest } from '../../../sdk/test/model/trade-fixtures.js';
import { DAY, head, MY, SZ } from '../../../sdk/test/model/wire-fixtures.js';
import type { Change, DocumentWrite, LeafWrite } from '../../src/domain/change.js';
import { grantSubject, touch } from '../../src/domain/grant/load-grant.js';
import { ledgerCounts, reserve } from '../../src/domain/ledger/reserve.js';
import { consume } from '../../src/domain/ledger/settle.js';
import type { Deps } from '../../src/domain/ports.js';
import { documentNamed, NOON, writeOf } from '../store/temp-node.js';
import { DEADLINE, grantRow, PROVIDER, TODAY, WANG } from './ledger-node.js';

/** Makes what no two acts share. */
let nonce = 0;

function write(type: string, message: object, by: string, form: DocumentWrite['form'] = 'complete'): DocumentWrite {
  const payload = Buffer.from(CODECS[type]?.encode(message as never).finish() ?? []);
  const { signatures } = documentNamed(`${type} ${form}`);
  return writeOf({ type, payload, signatures }, { form, issuer: by });
}

function headOf(by: string) {
  nonce += 1;
  const unique = Buffer.alloc(16);
  unique.writeUInt32BE(nonce);
  return head(by, [by === SZ ? MY : SZ], { issuedAtMs: BigInt(NOON), nonce: unique });
}

const leafOf = (
  { digest, submissionDigest, document }: DocumentWrite,
  direction: LeafWrite['direction'],
): LeafWrite => ({
  ...{ act: document.type, direction, chain: MY, documentDigest: digest, submissionDigest },
});

/** What receiving a document of the peer and accepting it changes. */
function received(made: DocumentWrite, subject: string): Change {
  const { digest, submissionDigest, document } = made;
  const named = { documentDigest: digest, submissionDigest };
  const answer = {
    submitter: MY,
    channel: digest,
    kind: 'unary',
    act: document.type,
    verdict: 'ACCEPTED',
    ...named,
  } as const;
  return { documents: [made], leaves: [leafOf(made, 'in')], evidence: [{ subject, digest, by: MY }], answer };
}

/** One request of the peer, on this exchange's side. */
export class Flow {
  readonly request = write(
    'selat.v1.GrantRequest',
    wireRequest({ head: headOf(MY), answerByMs: BigInt(DEADLINE) }),
    MY,
  );
  readonly #deps: Deps;
  #grant: DocumentWrite | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get id(): string {
    return this.request.digest;
  }

  get #subject(): string {
    return grantSubject(this.id);
  }

  /** The peer asks. */
  async asked(): Promise<this> {
    const row = { ...grantRow(0), request_digest: this.id };
    const change = received(this.request, this.#subject);
    await this.#deps.committer.commit(async () => ({
      ...change,
      rows: [{ table: 'grant', expectedVersion: 0, row }],
    }));
    return this;
  }

  /** This exchange offers, and reserves. */
  async offered(ordinary: number, sensitive = 0, asOf = TODAY): Promise<this> {
    const deps = this.#deps;
    const valid = { validFromMs: BigInt(NOON), validUntilMs: BigInt(NOON + 30 * DAY) };
    const request = Buffer.from(this.id, 'hex');
    const fields = { head: headOf(SZ), request, offerDeadlineMs: BigInt(DEADLINE), ...valid };
    const made = write('selat.v1.Grant', wireGrant(fields), SZ, 'offered');
    this.#grant = made;
    await deps.committer.commit(async () => {
      const reading = await ledgerCounts(deps, { provider: PROVIDER, asOf });
      const wanted = { requestDigest: this.id, ordinary, sensitive, offerDeadline: DEADLINE };
      const rows = await reserve(deps, WANG, reading, wanted);
      return this.#own(made, [...rows], { grant_digest: made.digest });
    });
    return this;
  }

  /** The peer's receipt over the offer, or over a later own act. */
  async answered(verdict: ReceiptItem['verdict'] = 'ACCEPTED', made = this.#grant): Promise<void> {
    if (made === undefined) throw new Error('nothing is offered');
    const { digest: documentDigest, submissionDigest } = made;
    const item = { documentDigest, submissionDigest, verdict, logIndex: 1, time: NOON + 1, ...refused(verdict) };
    nonce += 1;
    const receipt = documentNamed(`receipt ${nonce}`, 'selat.v1.Receipt');
    const { digest } = writeOf(receipt);
    const got = { peer: MY, digest, document: receipt, items: [item] };
    await this.#deps.committer.commit(async () => ({ receiptsGot: [got] }));
  }

  /** The peer signs, and this exchange's receipt forms the grant. */
  async countersigned(pins: readonly string[] = []): Promise<void> {
    const offer = this.#grant;
    if (offer === undefined) throw new Error('nothing is offered');
    const made = writeOf(
      { ...offer.document, signatures: documentNamed('both').signatures },
      { form: 'complete', issuer: SZ },
    );
    await this.#deps.committer.commit(async () => {
      const rows = [touch(await this.#row()), ...(await consume(this.#deps, this.id, pins))];
      return { ...received(made, this.#subject), rows };
    });
  }

  /** The peer's refusal of the offer, or its withdrawal of the request. */
  async ended(how: 'declined' | 'withdrawn'): Promise<void> {
    const request = Buffer.from(this.id, 'hex');
    const common = { head: headOf(MY), request, note: '' };
    const grant = Buffer.from(this.#grant?.digest ?? '', 'hex');
    const refusal = { ...common, grant, reason: 'OTHER', needs: [], decision: Buffer.alloc(0) };
    const [type, message] =
      how === 'declined' ? ['selat.v1.GrantRefusal', refusal] : ['selat.v1.GrantWithdrawal', common];
    const change = received(write(type as string, message as object, MY), this.#subject);
    await this.#deps.committer.commit(async () => ({ ...change, rows: [touch(await this.#row())] }));
  }

  /** An own act on the grant, and the peer's receipt for it. */
  async own(type: 'OfferWithdrawal' | 'GrantRevocation'): Promise<void> {
    const grant = Buffer.from(this.#grant?.digest ?? '', 'hex');
    const fields = { head: headOf(SZ), grant, reason: 'OTHER', note: '', cause: Buffer.alloc(0), effectiveAtMs: 0n };
    const made = write(`selat.v1.${type}`, fields, SZ);
    await this.#deps.committer.commit(() => this.#own(made, [], {}));
    await this.answered('ACCEPTED', made);
  }

  async #row() {
    const row = await this.#deps.reader.findGrant(this.id);
    if (row === undefined) throw new Error('the request is not here');
    return row;
  }

  async #own(made: DocumentWrite, rows: readonly NonNullable<Change['rows']>[number][], over: object): Promise<Change> {
    return {
      officer: WANG.id,
      documents: [made],
      leaves: [leafOf(made, 'out')],
      rows: [touch(await this.#row(), over), ...rows],
      evidence: [{ subject: this.#subject, digest: made.digest, by: SZ }],
    };
  }
}

const refused = (verdict: string) => (verdict === 'REFUSED' ? { reason: 'GRANT_TERMS_MISMATCH', detail: 'terms' } : {});
