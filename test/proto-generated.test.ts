import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const PROTO = fileURLToPath(new URL('../proto', import.meta.url));
const OUT = mkdtempSync(join(tmpdir(), 'selat-generated-'));
afterAll(() => rmSync(OUT, { recursive: true }));

/** Bytes of every file below a folder, by path. */
function filesOf(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

describe('API-6: generated code is what the .proto files and registries.json say', () => {
  test('generating again gives the same files, byte for byte', () => {
    execFileSync(process.execPath, [join(PROTO, 'scripts/generate.mjs'), '--out', OUT]);
    const [committed, again] = [filesOf(join(PROTO, 'gen')), filesOf(OUT)];
    expect([...again.keys()]).toEqual([...committed.keys()]);
    const changed = [...again].filter(([path, bytes]) => committed.get(path)?.equals(bytes) !== true);
    expect(
      changed.map(([path]) => path),
      'run `npm run generate` and commit proto/gen',
    ).toEqual([]);
  });

  test('no option and no well-known type is left in the generated code', () => {
    const paths = [...filesOf(join(PROTO, 'gen')).keys()];
    expect(paths.filter((path) => path.startsWith('google') || path.endsWith('options.ts'))).toEqual([]);
  });

  test('buf lint finds nothing', () => {
    expect(() => execFileSync('../node_modules/.bin/buf', ['lint'], { cwd: PROTO, encoding: 'utf8' })).not.toThrow();
  });
});
