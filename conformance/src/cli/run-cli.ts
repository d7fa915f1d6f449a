/** The command line: commands, options, exit codes. */
import { Command, CommanderError } from 'commander';
import { BadCase } from '../cases/index.js';
import { BadPlan } from '../runner/index.js';
import { BadSubjectFile, BadSuiteDir, NotReady } from '../setup/index.js';
import { type InitCommand, init } from './init.js';
import { EXIT, type ExitCode, type Io, Usage } from './io.js';
import { explain, type ListOptions, list } from './list.js';
import { suiteVersion } from './package-files.js';
import { type RunCommand, run } from './run.js';
import { COLUMNS } from './text.js';

const INPUT_ERRORS = [Usage, BadCase, BadPlan, BadSubjectFile, BadSuiteDir, NotReady];

function program(io: Io, end: (code: ExitCode) => void): Command {
  const root = new Command('selat-conformance')
    .description('Tests any implementation of the Selat protocol from outside, by cases that each prove a requirement')
    .version(suiteVersion())
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => COLUMNS,
      getErrHelpWidth: () => COLUMNS,
    });
  const command = (syntax: string, summary: string, example: string): Command => {
    const made = root.command(syntax).summary(summary).description(summary);
    return made.option('--json', 'print one JSON value on one line').addHelpText('after', `\nExample:\n  ${example}\n`);
  };
  command('init', "write the suite's own peers and what the subject must pin", 'selat-conformance init --dir bench')
    .requiredOption('--dir <dir>', 'folder to make')
    .option('--host <host>', 'address of this machine that the subject dials', '127.0.0.1')
    .option('--port <n>', 'first of four ports on which the peers listen; 0: any that are free now', '7601')
    .action(async (options: InitCommand) => end(await init(io, options)));
  command('run', 'run the cases against a subject', 'selat-conformance run --subject bench/subject.yaml --report out')
    .requiredOption('--subject <file>', 'what is tested: the subject.yaml that init wrote, filled in')
    .option('--profile <name>', 'only cases of this profile')
    .option('--only <case...>', 'only these cases, or folders of cases')
    .option('--nonce <text>', 'from which every id and nonce of the run follows; absent: a new one')
    .option('--report <dir>', 'write report.json and junit.xml there')
    .option('--wait <seconds>', 'how long to wait for a person to pin and agree', '600')
    .action(async (options: RunCommand) => end(await run(io, options)));
  command('list', 'list the cases', 'selat-conformance list --profile grant')
    .option('--profile <name>', 'only cases of this profile')
    .option('--features', 'list profiles, features and verbs instead')
    .action((options: ListOptions) => end(list(io, options)));
  command(
    'explain <case>',
    'say what a case does, expects and proves',
    'selat-conformance explain documents/flipped-payload',
  ).action((id: string, options: { readonly json?: boolean }) => end(explain(io, id, options)));
  return root;
}

function say(io: Io, error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
  const isInput = INPUT_ERRORS.some((kind) => error instanceof kind);
  const message = error instanceof Error ? (isInput ? error.message : (error.stack ?? error.message)) : String(error);
  io.err(`selat-conformance: ${message}\n`);
  return EXIT.wrong;
}

/** Runs one command. @returns its exit code */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  try {
    await program(io, (ended) => {
      code = ended;
    }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return say(io, error);
  }
}
