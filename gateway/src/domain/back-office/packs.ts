import { type JwsJson, parseJwsJson } from '@selat/sdk/document';
import type { DigestHex } from '@selat/sdk/model';
import { installSigned } from '../packs/install-pack.js';
import { type PackView, printPacks } from '../packs/pack-view.js';
import type { Actor } from '../view-types.js';
import type { Office } from './office.js';

/** The law as data: which packs are here, and new ones. [CMP-20] */
export interface PackCases {
  listPacks(): Promise<readonly PackView[]>;
  /** Installs packs and texts in their order; those that are known change nothing. @returns the packs that they are about */
  installPacks(actor: Actor, documents: readonly JwsJson[]): Promise<readonly PackView[]>;
}

export function packCases({ deps }: Office): PackCases {
  const { committer, reader } = deps;
  return {
    listPacks: async () => printPacks(deps, await reader.listPacks()),
    installPacks: async (actor, documents) => {
      const about = new Set<DigestHex>();
      for (const document of documents.map((one) => parseJwsJson(one))) {
        await committer.commit(async () => {
          const { change, pack } = await installSigned(deps, actor, document);
          about.add(pack);
          return change;
        });
      }
      return printPacks(
        deps,
        (await reader.listPacks()).filter(({ digest }) => about.has(digest)),
      );
    },
  };
}
