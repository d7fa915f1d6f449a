/** What the package holds beside its code: cases, chapters of the specification, its version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, loadCases } from '../cases/index.js';
import { findSpec, type Spec } from '../spec/index.js';

/** Folder of the package; `src/cli` and `dist/cli` lie equally deep in it. */
export const PACKAGE_DIR = fileURLToPath(new URL('../..', import.meta.url));

/** Every case of the suite. @throws BadCase */
export function suiteCases(): readonly Case[] {
  return loadCases(join(PACKAGE_DIR, 'cases'));
}

/** The specification that the cases prove. */
export function suiteSpec(): Spec {
  return findSpec(PACKAGE_DIR);
}

/** Version of the package. */
export function suiteVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_DIR, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return String(version);
}
