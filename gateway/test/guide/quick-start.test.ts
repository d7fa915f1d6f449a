import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfigWithoutKeys } from '../../src/config/parse-config.js';
import { FIXES } from '../../src/config/schema.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const GUIDE = readFileSync(join(ROOT, 'docs/guide/quick-start.md'), 'utf8');
/** Installing is how the tests came to run. */
const INSTALL = 'npm ci\n';
/** After it the shell is ended, and ends the gateways; most of the time is the start of a process for each command. */
const SHELL_MS = 220_000;
const RUN_MS = 240_000;

interface Block {
  readonly heading: string;
  readonly text: string;
}

/** Fenced blocks of one language, each with the heading that it stands under. */
function blocks(language: string): Block[] {
  return GUIDE.split(/^## /m).flatMap((section) => {
    const heading = section.split('\n')[0] ?? '';
    return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => ({
      heading,
      text,
    }));
  });
}

const COMMANDS = blocks('sh').filter(({ text }) => text !== INSTALL);

/** One script, as one shell runs it; ends both gateways however far it comes. */
function toScript(): string {
  const stop = 'kill $SZDEX_PID $MY_PID 2> /dev/null || true';
  const steps = COMMANDS.map(({ heading, text }) => `echo '## ${heading}'\n${text}`);
  return [
    'set -eu',
    'SZDEX_PID= MY_PID=',
    `trap '${stop}' EXIT`,
    "trap 'exit 1' TERM",
    ...steps,
    'trap - EXIT',
    '',
  ].join('\n');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = servers.map((server) => {
    return new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  });
  const found = await Promise.all(ports);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}

interface Run {
  readonly code: number | null;
  /** Output under each heading, errors included. */
  readonly sections: ReadonlyMap<string, string>;
  readonly output: string;
}

function toSections(output: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const part of output.split(/^## /m).slice(1)) {
    const end = part.indexOf('\n');
    const heading = part.slice(0, end);
    sections.set(heading, (sections.get(heading) ?? '') + part.slice(end + 1));
  }
  return sections;
}

async function runGuide(nodes: string): Promise<Run> {
  const [a, b, c, d, e, f] = await freePorts(6);
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: nodes, NODES: nodes, SZDEX_PORTS: `${a} ${b} ${c}`, MY_PORTS: `${d} ${e} ${f}` };
  const shell = spawn('sh', ['-s'], { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'], timeout: SHELL_MS });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  shell.stdin.end(toScript());
  const code = await new Promise<number | null>((resolve) => shell.on('close', resolve));
  return { code, output, sections: toSections(output) };
}

describe('the quick start does what it says, command by command', () => {
  let nodes = '';
  let run: Run;

  beforeAll(async () => {
    expect(existsSync(join(ROOT, 'gateway/dist/main.js')), 'run npm run build first: the guide runs dist').toBe(true);
    nodes = await mkdtemp(join(tmpdir(), 'selat-guide-'));
    run = await runGuide(nodes);
  }, RUN_MS);

  afterAll(() => rm(nodes, { recursive: true, force: true }));

  const under = (heading: string) => run.sections.get(heading) ?? '';

  it('runs to its end, and both gateways end in order', () => {
    expect({ code: run.code, tail: run.output.slice(-4000) }).toEqual({ code: 0, tail: expect.any(String) });
    expect([...run.sections.keys()]).toEqual([...new Set(COMMANDS.map(({ heading }) => heading))]);
  });

  it('makes two nodes that read their fingerprints aloud', () => {
    expect(under('Make two nodes')).toMatch(/szdex\.example reads aloud: sha256:[0-9a-f]{64}\n/);
    expect(under('Make two nodes')).toMatch(/my\.example reads aloud: {4}sha256:[0-9a-f]{64}\n/);
  });

  it('brings an agreement into force', () => {
    expect(under('Agree')).toContain('in-force');
  });

  it("shows each side the other's listings", () => {
    expect(under('Publish')).toContain('szdex.example/l/battery-health-model');
    expect(under('Publish')).toContain('my.example/l/palm-oil-yield-state');
  });

  it('forms a grant, and ends it', () => {
    expect(under('Form a grant')).toContain('active');
    expect(under('Suspend, resume, revoke')).toContain('ended');
  });

  it('checks its documents offline', () => {
    expect(under('Check it offline')).toMatch(/^verified\n/);
  });
});

describe('CFG-1: the quick start shows every key of the configuration', () => {
  const [shown] = blocks('yaml');
  const text = shown?.text ?? '';

  it('in a file that a gateway reads', () => {
    const config = parseConfigWithoutKeys(text, {}, '/nodes/szdex/selat.yaml');
    expect(config.store).toEqual({ file: '/nodes/szdex/data/selat.sqlite', maxPages: 1_048_576 });
  });

  it('and leaves none out', () => {
    const names = Object.keys(FIXES).map((key) => key.split('.').at(-1) ?? key);
    expect(names.filter((name) => !new RegExp(`^ *${name}:`, 'm').test(text))).toEqual([]);
  });
});
