// `npm run bench`: measures the built gateway on this machine.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The commit of the sources; a package outside of a repository has none. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}

const built = new URL('../dist/bench/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    now: () => performance.now(),
    clock: () => Date.now(),
    random: randomBytes,
    today: new Date().toISOString().slice(0, 10),
    commit: commit(),
    load: () => loadavg()[0] ?? 0,
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}`,
    root: fileURLToPath(new URL('..', import.meta.url)),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
} else {
  process.stderr.write('bench: cannot start: it is not built\n  fix: run `npm ci` in the folder of the repository\n');
  process.exitCode = 2;
}
