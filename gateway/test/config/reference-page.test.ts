import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../../src/config/environment-table.js';
import { referencePage } from '../../src/config/reference-page.js';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every variable that the sources of the gateway name, whoever reads it. */
function namedVariables(): Set<string> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = files
    .filter((name) => !name.endsWith('environment-table.ts'))
    .map((name) => readFileSync(join(SOURCES, name), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/\b(?:SELAT|OTEL)_[A-Z_]*[A-Z]\b/g)].map(([name]) => name));
  // Names of constants begin in the same way.
  const constants = new Set(
    texts.flatMap((text) => [...text.matchAll(/\bconst (SELAT_[A-Z_]+)/g)].map(([, name = '']) => name)),
  );
  return new Set(found.filter((name) => !constants.has(name)));
}

describe('OPS-42: every key and variable of the configuration is in the reference', () => {
  it('and the page is what the gateway accepts; vitest -u writes it', async () => {
    await expect(referencePage()).toMatchFileSnapshot('../../../docs/reference/configuration.md');
  });

  it('with every variable that the code names, and no other', () => {
    expect(VARIABLES.map(({ name }) => name).sort()).toEqual([...namedVariables()].sort());
  });
});
