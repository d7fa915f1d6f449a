/**
 * Copies the chapters of the specification into the package, so that `explain` works outside of the repository too.
 * Run by the build; the copy is not committed.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../docs/spec', import.meta.url));
const to = fileURLToPath(new URL('../dist/chapters', import.meta.url));
rmSync(to, { recursive: true, force: true });
// Where earlier builds put the copy.
rmSync(fileURLToPath(new URL('../spec', import.meta.url)), { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from).filter((file) => file.endsWith('.md'))) cpSync(join(from, name), join(to, name));
