/** Real listings to measure with: the example catalogue of Shenzhen, offered by a Malaysian member. */
import { join } from 'node:path';
import { CODECS } from '@selat/proto/schema.js';
import { newHead, signDocument } from '@selat/sdk/document';
import type { Random, Signer } from '@selat/sdk/keys';
import { importCatalogue, type ListingDraft, openCatalogueFile, openCatalogueFiles } from '../import/index.js';

const EXCHANGE = 'my.example';
const NOTHING = Buffer.alloc(0);

/** Largest listing to measure with, bytes without head: most listings are 2 to 4 kB. */
const MAX_BYTES = 4_096;

/**
 * Each under the first of its licences alone.
 * @param root folder of the gateway package @param now milliseconds since 1970
 */
export function exampleListings(root: string, now: number): readonly ListingDraft[] {
  const folder = join(root, 'examples', 'shenzhen');
  const { drafts } = importCatalogue({
    format: 'selat',
    files: openCatalogueFiles([join(folder, 'catalogue.yaml')], 'selat'),
    terms: openCatalogueFile(join(folder, 'terms.yaml')),
    overlay: openCatalogueFile(join(folder, 'overlay.yaml')),
    exchange: EXCHANGE,
    now,
  });
  const provided = drafts.flatMap(({ product, terms, ...rest }) => {
    if (product === undefined) return [];
    return [{ ...rest, product: { ...product, provider: `${EXCHANGE}/p/open-data` }, terms: terms.slice(0, 1) }];
  });
  return provided.filter((draft) => sizeOf(draft) <= MAX_BYTES);
}

function sizeOf(draft: ListingDraft): number {
  const message = { ...draft, head: undefined, revision: 1n, supersedes: NOTHING };
  return CODECS['selat.v1.Listing']?.encode(message).finish().length ?? 0;
}

/** Who signs, when and in which environment. */
export interface SigningContext {
  readonly exchange: string;
  readonly signers: readonly Signer[];
  readonly now: () => number;
  readonly random: Random;
}

/** Signs a first revision under an id of its own. @param at makes the id distinct */
export function signListing({ exchange, signers, now, random }: SigningContext, listing: ListingDraft, at: number) {
  const head = newHead({ env: 'SANDBOX', issuer: exchange, audience: [], issuedAt: now() }, random);
  return signDocument({
    type: 'selat.v1.Listing',
    message: { ...listing, head, id: `${listing.id}-${at}`, revision: 1n, supersedes: NOTHING },
    signers: signers.map((signer) => ({ id: exchange, role: 'issuer', signer })),
  });
}
