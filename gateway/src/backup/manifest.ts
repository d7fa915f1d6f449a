/** What a backup says of itself: whose it is, when it was taken, what is in it. */
import { z } from 'zod';
import { backupInvalid } from './backup-invalid.js';

export const MANIFEST_NAME = 'manifest.json';
export const SEAL_NAME = 'seal.json';

const size = z.int().min(0);
const hex = z.hash('sha256');

const manifestSchema = z.strictObject({
  format: z.literal('selat-backup/1'),
  /** Versions of the build that wrote it. */
  product: z.string(),
  protocol: z.string(),
  exchange: z.string(),
  environment: z.enum(['SANDBOX', 'LIVE']),
  /** Engine of the store that it was taken from; any other can take it. */
  engine: z.enum(['SQLite', 'PostgreSQL']),
  createdAtMs: size,
  /** Officer who took it; null where it was taken from a store that nothing served. */
  officer: z.string().nullable(),
  log: z.strictObject({ origin: z.string(), size, root: hex }),
  /** Entries that the newest signed head covered just before; null before the first. */
  headSize: size.nullable(),
  hasKeys: z.boolean(),
  schema: z.array(z.strictObject({ number: z.int().min(1), name: z.string() })),
  tables: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z_]{1,63}$/),
      columns: z.array(
        z.strictObject({ name: z.string().regex(/^[a-z_]{1,63}$/), kind: z.enum(['text', 'integer', 'bytes']) }),
      ),
      rows: size,
      parts: z.array(z.string()),
    }),
  ),
  /** What each file of the node is for: `config`, `descriptor`, `key` and others. */
  files: z.array(z.strictObject({ role: z.string(), path: z.string(), name: z.string() })),
  /** Every file of the backup before this one. */
  parts: z.array(z.strictObject({ name: z.string(), size, sha256: hex })),
});

export type Manifest = z.output<typeof manifestSchema>;

/** The manifest as it is stored and sealed. */
export function toManifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`, 'utf8');
}

/** @param file names the backup @throws SelatError BACKUP_INVALID */
export function parseManifest(bytes: Buffer, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw backupInvalid(file, 'its manifest is no JSON', cause);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw backupInvalid(
    file,
    `its manifest is wrong: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    parsed.error,
  );
}
