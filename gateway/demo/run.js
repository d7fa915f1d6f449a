// `npm run demo`: plays the main job on this machine, as a script over public commands.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/demo/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
    root: fileURLToPath(new URL('..', import.meta.url)),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true,
    untilInterrupted: () => new Promise((resolve) => process.once('SIGINT', resolve)),
  });
} else {
  process.stderr.write('demo: cannot start: it is not built\n  fix: run `npm ci` in the folder of the repository\n');
  process.exitCode = 2;
}
