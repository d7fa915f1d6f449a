/** Reads a command line, runs its command and prints the outcome. */
import { SelatError } from '@selat/sdk/errors';
import { Command as Commander, CommanderError, Option } from 'commander';
import { PRODUCT_VERSION, PROTOCOL_VERSION } from '../config/version.js';
import type { Command, Outcome, Syntax } from './command.js';
import { COMMANDS, GROUPS } from './commands/index.js';
import { HeldAnswer, toHeldText } from './held.js';
import type { Io } from './io.js';
import { exitCodeOf, toErrorJson, toErrorText } from './output/error-text.js';
import { COLOURED, PLAIN, type Style } from './output/style.js';

export const VERSION_TEXT = `selat ${PRODUCT_VERSION} (protocol ${PROTOCOL_VERSION})`;

/**
 * Runs one command.
 *
 * @param argv words after `selat`
 * @returns exit code: 0 done; 1 the answer is no; 2 wrong usage or input
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const style = io.hasColours ? COLOURED : PLAIN;
  const done = { code: 0 };
  const program = buildProgram(io, style, done);
  try {
    await program.parseAsync(thumbprintsLast(argv), { from: 'user' });
    return done.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isAsked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    if (isAsked) return 0;
    if (argv.includes('--json')) io.out(`${JSON.stringify(toErrorJson(toUsage(error)))}\n`);
    return 2;
  }
}

/** A SHA-256 in base64url, of which one in 64 begins with a hyphen. */
const HYPHEN_THUMBPRINT = /^-[\w-]{42}$/;

/** Puts thumbprints that look like options behind `--`, where they are read as what they are. */
export function thumbprintsLast(argv: readonly string[]): string[] {
  const isMoved = (word: string, i: number) => HYPHEN_THUMBPRINT.test(word) && argv[i - 1]?.startsWith('--') !== true;
  const moved = argv.filter(isMoved);
  if (moved.length === 0 || argv.includes('--')) return [...argv];
  return [...argv.filter((word, i) => !isMoved(word, i)), '--', ...moved];
}

/** What the parser of the command line refuses, as an error of the table. [CFG-3] */
function toUsage({ code, message }: CommanderError): SelatError {
  const isNothing = code === 'commander.help';
  const why = isNothing ? 'no command is named' : message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return new SelatError('USAGE', `cannot read the command line: ${why}`, { why });
}

/** The whole tree of commands. A test walks it. */
export function buildProgram(io: Io, style: Style, done: { code: number }): Commander {
  const program = new Commander('selat')
    .description('Signing gateway of one data exchange: signed listings, countersigned grants, one log.')
    .version(VERSION_TEXT, '-V, --version', 'print the versions of product and protocol')
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) =>
        write(`selat: ${style.bad(text.replace(/^error: /, '').trimEnd())}\n  fix: see --help\n`),
    })
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .addHelpText('after', '\nExample:\n  $ selat init --preset my --passphrase-file passphrase.txt\n');
  const groups = new Map<string, Commander>();
  for (const [name, summary] of Object.entries(GROUPS)) {
    const first = COMMANDS.find((command) => command.name.startsWith(`${name} `));
    const group = program.command(name).description(summary).helpCommand(false);
    groups.set(name, group.addHelpText('after', `\nExample:\n  $ ${first?.example ?? `selat ${name}`}\n`));
  }
  for (const command of COMMANDS) {
    const [word = '', rest] = command.name.split(' ');
    const parent = rest === undefined ? program : (groups.get(word) ?? program);
    addCommand(parent, rest ?? word, command, io, style, done);
  }
  return program;
}

const CONFIG: Syntax = { flags: '--config <file>', help: 'selat.yaml of the node: address and operator token' };
const AS: Syntax = {
  flags: '--as <file>',
  help: 'token file of the officer who acts; absent: the operator, or SELAT_API_TOKEN',
};
const JSON_FLAG: Syntax = { flags: '--json', help: 'print one JSON value on one line' };

function addCommand(
  parent: Commander,
  word: string,
  command: Command,
  io: Io,
  style: Style,
  done: { code: number },
): void {
  const built = parent.command(word).description(command.summary);
  for (const { flags, help } of command.args ?? []) built.argument(flags, help);
  const options = [...(command.options ?? []), ...(command.isOnline === true ? [CONFIG, AS] : []), JSON_FLAG];
  for (const syntax of options) built.addOption(toOption(syntax));
  built.addHelpText('after', `\nExample:\n  $ ${command.example}\n`);
  built.action(async () => {
    const given = { ...argumentsOf(built), ...built.opts() };
    done.code = await runAction(command, given, io, style);
  });
}

function toOption({ flags, help, default: preset, required, choices, repeats }: Syntax): Option {
  const option = new Option(flags, help);
  if (preset !== undefined) option.default(preset);
  if (required === true) option.makeOptionMandatory();
  if (choices !== undefined && repeats !== true) option.choices(choices);
  if (repeats === true) {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    if (choices !== undefined) option.description = `${help} (${choices.join(', ')})`;
  }
  return option;
}

/** Arguments by their names. */
function argumentsOf(built: Commander): Record<string, unknown> {
  const named = built.registeredArguments.map((argument, at) => [argument.name(), built.processedArgs[at]]);
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

async function runAction(command: Command, given: Record<string, unknown>, io: Io, style: Style): Promise<number> {
  const wantsJson = given['json'] === true;
  try {
    const action = await command.load();
    const outcome = await action({ given, io });
    print(outcome, wantsJson, io, style);
    return outcome.exit ?? 0;
  } catch (error) {
    if (error instanceof HeldAnswer) {
      print({ json: { waiting: error.waiting }, text: () => toHeldText(error, style) }, wantsJson, io, style);
      return 1;
    }
    io.err(toErrorText(error, style));
    if (wantsJson) io.out(`${JSON.stringify(toErrorJson(error))}\n`);
    return command.failsAsInput === true ? 2 : exitCodeOf(error);
  }
}

function print(outcome: Outcome, wantsJson: boolean, io: Io, style: Style): void {
  if (!('json' in outcome)) return;
  if (wantsJson) io.out(`${JSON.stringify(outcome.json)}\n`);
  else if (outcome.text !== undefined) io.out(outcome.text(style));
}
