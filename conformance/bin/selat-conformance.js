#!/usr/bin/env node
// Committed launcher: npm links bins before the build that makes dist has run.
import { existsSync } from 'node:fs';

const built = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  await main();
} else {
  process.stderr.write(
    'selat-conformance: cannot start: it is not built\n  fix: run `npm ci` or `npm run build` in the folder of the repository\n',
  );
  process.exitCode = 2;
}
