import { SelatError } from '@selat/sdk/errors';

/** A backup that cannot be used: damaged, cut off, of another kind. [OPS-32] */
export function backupInvalid(file: string, why: string, cause?: unknown): SelatError {
  return new SelatError('BACKUP_INVALID', `cannot use backup ${file}: ${why}`, { file, why }, { cause });
}
