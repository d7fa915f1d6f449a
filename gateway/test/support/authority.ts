/** An authority with a key of its own: listed by an exchange, and signing orders into files. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegulatoryOrder } from '@selat/proto/selat/v1/order.js';
import { type JwsJson, newHead, signDocument, toJwsJson } from '@selat/sdk/document';
import { generatePrivateKey, localSigner, type PublicKey, toJwk } from '@selat/sdk/keys';
import { expect } from 'vitest';
import { random } from '../federation/transport-fixture.js';
import { selat } from './key-commands.js';
import type { TestNode } from './running-node.js';

export interface TestAuthority {
  readonly id: string;
  /** A HALT over everything, unless said otherwise, as JWS JSON and as the file that the authority hands over. */
  sign(over?: Partial<RegulatoryOrder>): Promise<{ readonly document: JwsJson; readonly file: string }>;
}

/** An authority whose key stands in the descriptor of a node from now on. */
export async function openAuthority(node: TestNode, slug: string): Promise<TestAuthority> {
  const id = `${node.made.exchange}/a/${slug}`;
  const authority = authorityWithoutListing(node, id);
  await list(node, id, authority.publicKey);
  return authority;
}

/** The same with a key that no descriptor lists. */
export function authorityWithoutListing(node: TestNode, id: string): TestAuthority & { readonly publicKey: PublicKey } {
  const key = generatePrivateKey('Ed25519', random);
  const signers = [{ id, role: 'authority', signer: localSigner(key) }];
  const sign = async (over: Partial<RegulatoryOrder> = {}) => {
    const head = newHead({ env: 'SANDBOX', issuer: id, audience: [], issuedAt: Date.now() }, random);
    const message = RegulatoryOrder.fromPartial({
      ...{ head, kind: 'HALT', effectiveAtMs: BigInt(head.issuedAtMs), legalBasis: ['Order 11 Art 17'] },
      ...{ reference: '2026-118', scopes: [{ jurisdiction: 'CN', kind: 'ALL' }] },
      ...over,
    });
    const document = toJwsJson(await signDocument({ type: 'selat.v1.RegulatoryOrder', message, signers }));
    const file = join(node.made.dir, `${message.kind}-${message.reference}.jws.json`);
    await writeFile(file, JSON.stringify(document));
    return { document, file };
  };
  return { id, publicKey: key.publicKey, sign };
}

/** Lists the authority by the command, which the identity keys sign as every other change of the descriptor. */
async function list(node: TestNode, id: string, publicKey: PublicKey): Promise<void> {
  await writeFile(join(node.made.dir, 'authority.jwk'), JSON.stringify(toJwk(publicKey)));
  const slug = id.split('/').at(-1) ?? '';
  const named = ['--name', 'en=An authority', '--key', 'authority.jwk'];
  const added = await selat(node, 'authority', 'add', slug, ...named, '--identity', 'offline');
  expect(added).toMatchObject({ code: 0 });
}
