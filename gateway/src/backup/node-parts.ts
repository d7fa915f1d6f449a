/** The files of a node that a backup holds: all that is needed to serve again, and no secret that is not encrypted. */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { type Config, nodePaths } from '../config/index.js';

/** What a file is for. */
export type PartRole = 'config' | 'descriptor' | 'officers' | 'certificate' | 'ca' | 'key' | 'operator-token' | 'head';

/** One file to keep. */
export interface NodePart {
  readonly role: PartRole;
  /** Absolute path where it lies now. */
  readonly file: string;
  /** Path under the folder of the node; a file outside of it is kept under `elsewhere/`. */
  readonly path: string;
}

/** Folder of a restored node for files that its configuration names outside of it. */
export const ELSEWHERE = 'elsewhere';

function part(role: PartRole, file: string, dir: string): NodePart {
  const under = relative(dir, file);
  const isInside = under !== '' && !under.startsWith('..') && !isAbsolute(under);
  return { role, file, path: isInside ? under : join(ELSEWHERE, file.replaceAll(/[^A-Za-z0-9._-]+/g, '_')) };
}

/** Lists what is there. @param withKeys also the encrypted keys and the operator's token */
export async function listNodeParts(config: Config, withKeys: boolean): Promise<readonly NodePart[]> {
  const { dir, file, tls, keys } = config;
  const paths = nodePaths(dir);
  const open = [
    part('config', file, dir),
    part('descriptor', paths.descriptor, dir),
    part('officers', paths.officers, dir),
    part('certificate', tls.certificate, dir),
    part('ca', tls.ca, dir),
  ];
  if (!withKeys) return open;
  const names = (await readdir(keys.dir)).filter((name) => name.endsWith('.json')).sort();
  const kept = names.map((name) => part('key', join(keys.dir, name), dir));
  const token = await readFile(paths.operatorToken).then(
    () => [part('operator-token', paths.operatorToken, dir)],
    () => [],
  );
  return [...open, ...kept, ...token];
}
