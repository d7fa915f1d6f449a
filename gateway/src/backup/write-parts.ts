/** Puts the files of a backup into the folder of a node. */
import { isAbsolute, join, normalize } from 'node:path';
import type { Random } from '@selat/sdk/keys';
import { writePrivateFile } from '../signing/index.js';
import { backupInvalid } from './backup-invalid.js';
import type { OpenedBackup } from './open-backup.js';
import type { BackupKeys } from './seal.js';

/** Every file with mode 0600: whoever may serve the node may read it, and nobody else needs to. */
export async function writeParts(backup: OpenedBackup, keys: BackupKeys, dir: string, random: Random): Promise<void> {
  for (const { role, path, name } of backup.manifest.files) {
    if (role === 'head') continue;
    if (isAbsolute(path) || normalize(path).startsWith('..'))
      throw backupInvalid(backup.name, `it names ${path} for a file`);
    const stored = backup.file(name);
    const content = role === 'operator-token' ? keys.decrypt(stored) : stored;
    await writePrivateFile(join(dir, path), content.toString('utf8'), random);
  }
}
