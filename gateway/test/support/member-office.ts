/** The back office of one exchange over a real store, without network and with a clock that the test sets; and a member of it. */
import { openPrepared, type PreparedDocument, signPrepared } from '@selat/sdk/document';
import { generatePrivateKey, localSigner, type PrivateKey } from '@selat/sdk/keys';
import { enrolmentTranscript, parseEnrolmentCode, proveEnrolment, rotationTranscript } from '@selat/sdk/member';
import { hashApiToken } from '../../src/config/node-paths.js';
import { listingCases } from '../../src/domain/back-office/listings.js';
import { memberCases, membershipCases } from '../../src/domain/back-office/member-cases.js';
import type { Office } from '../../src/domain/back-office/office.js';
import { participantCases } from '../../src/domain/back-office/people.js';
import type { OfficePolicy } from '../../src/domain/office/policy.js';
import type { Deps } from '../../src/domain/ports.js';
import type { Actor, PreparedView } from '../../src/domain/use-cases.js';
import { NO_PROBE } from '../../src/log/index.js';
import { type OpenNode, openNode, SELF, seededRandom, type TestStore } from '../store/temp-node.js';

export const OFFICER: Actor = { id: `${SELF}/o/mei`, role: 'operator' };
export const ACME = `${SELF}/p/acme`;
export const CHECK = { method: 'TEST_ONLY', checkedOn: '2026-01-05' };
export const FINGERPRINT = `sha256:${'ab'.repeat(32)}`;

export type MemberOffice = Awaited<ReturnType<typeof openMemberOffice>>;

/** Opens the office; acme is a member with both roles. */
export async function openMemberOffice(engine: TestStore) {
  const node: OpenNode = await openNode(engine);
  const key = generatePrivateKey('Ed25519', seededRandom('document'));
  const deps: Deps = {
    self: { exchange: SELF, jurisdiction: 'CN', env: 'SANDBOX', descriptorDigest: FINGERPRINT.slice(7) },
    reader: node.store.reader,
    committer: node.committer,
    signing: { document: [localSigner(key)], receipt: [] },
    clock: node.clock,
    random: seededRandom('office'),
    probe: NO_PROBE,
  };
  await register(deps, key);
  // The verbs of members need nothing else of an office.
  const policy: OfficePolicy = { twoFor: new Set(), waitMs: 1, reviews: [], fourEyes: false };
  const office = { deps, policy } as Office;
  const cases = {
    ...participantCases(office),
    ...membershipCases(office),
    ...memberCases(office),
    ...listingCases(office),
  };
  const names = [{ language: 'en', text: 'Acme Ltd' }];
  await cases.registerParticipant(OFFICER, {
    slug: 'acme',
    names,
    country: 'CN',
    roles: ['provider', 'consumer'],
    externalIds: [],
  });
  await cases.approveParticipant(OFFICER, ACME, CHECK);
  return { node, deps, clock: node.clock, cases };
}

/** The exchange's own document key, as a start registers it. */
async function register({ committer, self }: Deps, { kid, alg, publicKey }: PrivateKey): Promise<void> {
  const life = { not_before_ms: null, not_after_ms: null, revoked_at_ms: null, compromised_since_ms: null };
  const row = { kid, owner: self.exchange, alg, raw: publicKey.raw, env: self.env, ...life };
  await committer.commit(async () => ({
    rows: [{ table: 'key', expectedVersion: 0, row: { ...row, purpose: 'document', status: 'active' } }],
  }));
}

/** A member's machine: keys, a token, and what it sends. */
export class Member {
  key: PrivateKey;
  readonly token: string;
  readonly #random;

  constructor(name: string) {
    this.#random = seededRandom(name);
    this.key = generatePrivateKey('Ed25519', this.#random);
    this.token = `selat_${name}`;
  }

  /** What redeems a code. @param told fingerprint that the member was told */
  redemption(code: string, told = FINGERPRINT) {
    const parsed = parseEnrolmentCode(code);
    const { number } = parsed;
    const tokenHash = hashApiToken(this.token);
    const { alg, raw } = this.key.publicKey;
    const transcript = enrolmentTranscript({ number, fingerprint: told, key: { alg, raw }, tokenHash });
    const proof = proveEnrolment(parsed, transcript);
    return this.key
      .sign(transcript)
      .then((possession) => ({ number, key: { alg, raw }, tokenHash, proof, possession }));
  }

  /** What changes the key; the member goes on with the new one. */
  async rotation(participant: string) {
    const next = generatePrivateKey('Ed25519', this.#random);
    const { alg, raw } = next.publicKey;
    const transcript = rotationTranscript({
      participant,
      environment: 'SANDBOX',
      from: this.key.kid,
      key: { alg, raw },
    });
    const approval = await this.key.sign(transcript);
    const possession = await next.sign(transcript);
    this.key = next;
    return { key: { alg, raw }, approval, possession };
  }

  /** Signs what waits. @param at milliseconds since 1970 */
  sign(view: PreparedView, id: string, at: number) {
    const prepared: PreparedDocument = { ...view, payload: Buffer.from(view.payload, 'base64url') };
    const iat = Math.floor(at / 1000);
    return signPrepared(openPrepared(prepared), { id, role: 'provider', signer: localSigner(this.key), iat });
  }
}
