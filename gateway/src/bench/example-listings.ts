/** Real listings to measure with: the Malaysian example catalogue under its licence terms. */
import { join } from 'node:path';
import { newHead, signDocument } from '@selat/sdk/document';
import type { Random, Signer } from '@selat/sdk/keys';
import { importCatalogue, type ListingDraft, openCatalogueFile, openCatalogueFiles } from '../import/index.js';

const NOTHING = Buffer.alloc(0);

/**
 * Each under the first of its licences alone, which makes them 2 to 4 kB, as most listings are; with all three they are
 * more than 6 kB.
 * @param root folder of the gateway package @param now milliseconds since 1970
 */
export function exampleListings(root: string, now: number): readonly ListingDraft[] {
  const folder = join(root, 'examples', 'malaysia');
  const { drafts } = importCatalogue({
    format: 'datagovmy',
    files: openCatalogueFiles([join(folder, 'catalogue')], 'datagovmy'),
    terms: openCatalogueFile(join(folder, 'terms.yaml')),
    overlay: openCatalogueFile(join(folder, 'overlay.yaml')),
    exchange: 'my.example',
    now,
  });
  return drafts.map((draft) => ({ ...draft, terms: draft.terms.slice(0, 1) }));
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
