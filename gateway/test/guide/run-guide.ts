/** Runs the commands of a guide as one shell would run them, one after another. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** A guide runs what `npm run build` made. */
export const isBuilt = existsSync(join(ROOT, 'gateway/dist/main.js'));
/** Installing is how the tests came to run. */
const INSTALL = 'npm ci\n';
/** After it the shell is ended, and ends the gateways; most of the time is the start of a process for each command. */
const SHELL_MS = 220_000;
/** Longest time of a guide, for the hook that runs it, milliseconds. */
export const RUN_MS = 240_000;

export interface Block {
  readonly heading: string;
  readonly text: string;
}

export interface Guide {
  /** Fenced blocks of one language, each with the heading that it stands under. */
  blocks(language: string): readonly Block[];
  /** Blocks of shell, without the one that installs. */
  readonly commands: readonly Block[];
}

/** @param name file below docs/guide */
export function readGuide(name: string): Guide {
  const page = readFileSync(join(ROOT, 'docs/guide', name), 'utf8');
  const blocks = (language: string): Block[] =>
    page.split(/^## /m).flatMap((section) => {
      const heading = section.split('\n')[0] ?? '';
      return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => ({
        heading,
        text,
      }));
    });
  return { blocks, commands: blocks('sh').filter(({ text }) => text !== INSTALL) };
}

/** One script, as one shell runs it; ends both gateways however far it comes. @param selat how the command is run */
function toScript({ commands }: Guide, selat: string): string {
  const stop = 'kill $SZDEX_PID $MY_PID 2> /dev/null || true';
  const steps = commands.map(({ heading, text }) => `echo '## ${heading}'\n${text}`);
  const traps = [`trap '${stop}' EXIT`, "trap 'exit 1' TERM"];
  return ['set -eu', selat, 'SZDEX_PID= MY_PID=', ...traps, ...steps, 'trap - EXIT', ''].join('\n');
}

/** Free loopback ports for both nodes, as the guides name them. */
export async function portsOfBoth(): Promise<{ readonly SZDEX_PORTS: string; readonly MY_PORTS: string }> {
  const servers = Array.from({ length: 6 }, () => createServer());
  const ports = await Promise.all(
    servers.map((server) => {
      return new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      });
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { SZDEX_PORTS: ports.slice(0, 3).join(' '), MY_PORTS: ports.slice(3).join(' ') };
}

export interface Run {
  readonly code: number | null;
  /** Output under each heading, errors included. */
  readonly sections: ReadonlyMap<string, string>;
  readonly output: string;
}

/** Output by heading. */
export function toSections(output: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const part of output.split(/^## /m).slice(1)) {
    const end = part.indexOf('\n');
    const heading = part.slice(0, end);
    sections.set(heading, (sections.get(heading) ?? '') + part.slice(end + 1));
  }
  return sections;
}

/** How a guide is run. */
export interface GuideOptions {
  /** What else the environment names. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the launcher of a resident `selat`, which then runs what asks a gateway; absent = a process for each command. */
  readonly resident?: string;
}

/** A gateway takes the place of the subshell that runs it, so that `$!` is its id. */
const toFunction = (resident: string): string =>
  `selat() {
  case "$1" in
    serve) exec selat "$@" ;;
    init | verify) command selat "$@" ;;
    *) "${resident}/selat" "$@" ;;
  esac
}`;

/** Runs a guide with its nodes in a folder. */
export async function runGuide(guide: Guide, nodes: string, { env: more, resident }: GuideOptions = {}): Promise<Run> {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: nodes, NODES: nodes, ...(await portsOfBoth()), ...more };
  const selat = resident === undefined ? '' : toFunction(resident);
  const ended = await runShell(toScript(guide, selat), { cwd: ROOT, env });
  return { ...ended, sections: toSections(ended.output) };
}

/** Where a script runs. */
export interface ShellOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a script in one shell, which is ended where it takes too long. */
export async function runShell(script: string, { cwd, env }: ShellOptions): Promise<Omit<Run, 'sections'>> {
  const shell = spawn('sh', ['-s'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], timeout: SHELL_MS });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  shell.stdin.end(script);
  const code = await new Promise<number | null>((resolve) => shell.on('close', resolve));
  return { code, output };
}
