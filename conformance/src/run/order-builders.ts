/** Builders of orders of regulators. The suite's peers are exchanges of Singapore. */
import { createHash } from 'node:crypto';
import { type Builder, type BuilderInput, base64, DAY_MS, first, head } from './builder.js';
import type { Json } from './changes.js';
import { valueAt } from './changes.js';
import { digestOf, jsonOf } from './known-document.js';

const DOMAIN = 'selat-scope/v1\n';

function order(input: BuilderInput, fields: { readonly [name: string]: Json }): Json {
  const { suite, peer } = input;
  return {
    head: head(input, 'everyone'),
    effectiveAtMs: String(suite.world.now()),
    legalBasis: ['PDPA s 48I'],
    reference: `suite-${suite.world.random(6).toString('hex')}`,
    authority: `${peer.exchange}/a/pdpc`,
    originalDigest: base64(suite.world.random(32)),
    ...fields,
  };
}

/** A selector of the product of a listing: the flows of other cases stay as they are. */
function product(input: BuilderInput): Json {
  const id = String(valueAt(jsonOf(first(input)), 'product.id') ?? '');
  const salt = input.suite.world.random(32);
  const digest = createHash('sha256').update(DOMAIN).update(salt).update(id).digest();
  return { jurisdiction: 'SG', kind: 'PRODUCT', salt: base64(salt), digest: base64(digest) };
}

const halt: Builder = (input) => ({
  type: 'selat.v1.RegulatoryOrder',
  message: order(input, { kind: 'HALT', scopes: [product(input)] }),
});

const recall: Builder = (input) => ({
  type: 'selat.v1.RegulatoryOrder',
  message: order(input, {
    ...{ kind: 'RECALL', scopes: [product(input)] },
    deleteByMs: String(input.suite.world.now() + DAY_MS),
  }),
});

const resume: Builder = (input) => ({
  type: 'selat.v1.RegulatoryOrder',
  message: order(input, { kind: 'RESUME', resumes: base64(digestOf(first(input))) }),
});

/** Builder by name. Each is about the product of a listing; a RESUME about an order. */
export const ORDER_BUILDERS: Readonly<Record<string, Builder>> = {
  'order-halt': halt,
  'order-recall': recall,
  'order-resume': resume,
};
