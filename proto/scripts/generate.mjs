/**
 * Writes proto/gen from the .proto sources and registries.json, without the network and to the same bytes every time.
 * `node proto/scripts/generate.mjs [--out DIR]`; without `--out` the folder is proto/gen.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { emitCodecs, emitRegistries, emitSchema } from './emit.mjs';
import { readTables } from './schema-table.mjs';
import { statePacked } from './state-packed.mjs';

const PROTO = fileURLToPath(new URL('..', import.meta.url));
const BUF = join(PROTO, '../node_modules/.bin/buf');

/** Options shape the descriptors only; no generated code may need them. */
const OPTION_FILES = ['selat/options', 'google'];

function buf(...args) {
  const run = spawnSync(BUF, args, { cwd: PROTO, encoding: 'utf8' });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`cannot run buf ${args[0]}: ${run.stderr}${run.stdout}`);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function generateInto(folder) {
  const image = join(dirname(folder), 'image.binpb');
  buf('build', '-o', image);
  writeFileSync(image, statePacked(readFileSync(image)));
  // buf joins -o with the plugin's `out: gen`.
  buf('generate', image, '-o', dirname(folder));
  for (const path of OPTION_FILES) rmSync(join(folder, path), { recursive: true, force: true });
  for (const path of filesIn(folder)) refuseOptionImport(path, readFileSync(join(folder, path), 'utf8'));
  const binpb = join(folder, 'selat.binpb');
  buf('build', '--exclude-source-info', '-o', binpb);
  const { messages, codecs } = readTables(readFileSync(binpb));
  const documents = new Set(messages.filter((row) => row.document !== undefined).map((row) => row.name));
  const registries = JSON.parse(readFileSync(join(PROTO, 'registries.json'), 'utf8'));
  writeFileSync(join(folder, 'schema.ts'), emitSchema(messages));
  writeFileSync(join(folder, 'codecs.ts'), emitCodecs(codecs, documents));
  writeFileSync(join(folder, 'registries.ts'), emitRegistries(registries));
}

function refuseOptionImport(path, source) {
  const found = /from "([^"]*(?:google\/protobuf|selat\/options)[^"]*)"/.exec(source);
  if (found !== null)
    throw new Error(
      `cannot generate ${path}: it imports ${found[1]}, and wire messages use neither options nor well-known types`,
    );
}

/** Makes `out` equal to `staged`; touches only files that differ, so that watchers stay quiet. */
function publish(staged, out) {
  mkdirSync(out, { recursive: true });
  const wanted = filesIn(staged);
  for (const path of filesIn(out).filter((old) => !wanted.includes(old))) rmSync(join(out, path));
  for (const path of wanted) {
    const bytes = readFileSync(join(staged, path));
    const target = join(out, path);
    if (readIfPresent(target)?.equals(bytes)) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

function readIfPresent(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const scratch = mkdtempSync(join(tmpdir(), 'selat-proto-'));
try {
  generateInto(join(scratch, 'gen'));
  publish(join(scratch, 'gen'), resolve(values.out ?? join(PROTO, 'gen')));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
