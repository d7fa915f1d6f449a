import type * as wire from '@selat/proto/selat/v1/grant.js';
import { checkQuotas } from './licence-terms.js';
import { present } from './narrow.js';

/** What a consumer will do, where and how much, as it stands on the wire. */
export type UseScope = Readonly<wire.UseScope>;

/** Where the status of a grant is published by one exchange. */
export interface StatusEntry {
  /** Slug under `/status/`. */
  readonly list: string;
  /** 0 to 1,048,575. */
  readonly index: number;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseUseScope(scope: wire.UseScope | undefined, type: string): UseScope {
  const parsed = present(scope, type, 'scope');
  checkQuotas(parsed.volume, type, 'scope.volume');
  return parsed;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseStatusEntry(entry: wire.StatusEntry | undefined, type: string, path: string): StatusEntry {
  const { list, index } = present(entry, type, path);
  return { list, index: present(index, type, `${path}.index`) };
}
