import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../domain/change.js';
import type { Outcome } from '../store/batch-writer.js';

/** Batches whose documents are remembered; a decision that began earlier is decided again. */
const REMEMBERED = 64;

/** Knows which documents were written lately, so that nobody decides on a document as if it were new. */
export interface RecentDocuments {
  /** Notes the documents of the Changes that were applied in a batch. */
  note(batch: number, changes: readonly Change[], outcomes: readonly Outcome[]): void;
  /** Documents may have been written that nobody noted, until `batch` began. */
  forget(batch: number): void;
  /** Whether a document of the Change was written in a batch after `batch`, or may have been. */
  isAnyNewer(change: Change, batch: number): boolean;
}

export function recentDocuments(): RecentDocuments {
  const batchOf = new Map<DigestHex, number>();
  const noted: { readonly batch: number; readonly digests: readonly DigestHex[] }[] = [];
  let forgotten = 0;
  const forgetOldest = (): void => {
    const oldest = noted.shift();
    if (oldest === undefined) return;
    forgotten = Math.max(forgotten, oldest.batch);
    for (const digest of oldest.digests) if (batchOf.get(digest) === oldest.batch) batchOf.delete(digest);
  };
  return {
    note(batch, changes, outcomes) {
      const applied = changes.filter((_, i) => outcomes[i]?.kind === 'applied');
      const digests = applied.flatMap(({ documents = [] }) => documents.map(({ digest }) => digest));
      for (const digest of digests) batchOf.set(digest, batch);
      noted.push({ batch, digests });
      if (noted.length > REMEMBERED) forgetOldest();
    },
    forget(batch) {
      forgotten = Math.max(forgotten, batch);
    },
    isAnyNewer({ documents = [] }, batch) {
      if (documents.length === 0) return false;
      return batch < forgotten || documents.some(({ digest }) => (batchOf.get(digest) ?? 0) > batch);
    },
  };
}
