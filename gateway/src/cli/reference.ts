/** The command reference, printed from the same table that `selat --help` reads. */
import type { Command, Syntax } from './command.js';
import { COMMANDS, GROUPS } from './commands/index.js';

const HEAD = `# Commands

Every command of \`selat\`, made from the table that the help reads; a test compares.
\`npx --no-install vitest run gateway/test/cli/command-names.test.ts -u\` writes it anew.
\`--json\` prints one JSON value on one line, the last of standard output. Exit codes: 0 done; 1 the answer is no; 2 wrong usage
or input. A command that talks to a running gateway finds it by \`--config\`, by \`SELAT_CONFIG\`, or by \`SELAT_API_URL\` with
\`SELAT_API_TOKEN\` or \`SELAT_API_TOKEN_FILE\`.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

function usageOf({ name, args = [] }: Command): string {
  return ['selat', name, ...args.map(({ flags }) => flags)].join(' ');
}

function rowOf({ flags, help, default: preset, required, repeats, choices }: Syntax): string {
  const notes = [
    ...(required === true ? ['required'] : []),
    ...(repeats === true ? ['may be repeated'] : []),
    ...(preset === undefined ? [] : [`default ${preset}`]),
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
  ];
  return `| \`${cell(flags)}\` | ${cell(notes.length === 0 ? help : `${help} (${notes.join('; ')})`)} |`;
}

function sectionOf(command: Command): string {
  const { args = [], options = [], summary, example, isOnline } = command;
  const rows = [...args, ...options].map(rowOf);
  const table = rows.length === 0 ? [] : ['', '| argument or option | what it is |', '|---|---|', ...rows];
  const where = isOnline === true ? 'Talks to a running gateway.' : 'Needs no running gateway.';
  return [
    `### ${command.name}`,
    '',
    `${summary}. ${where}`,
    '',
    '```text',
    usageOf(command),
    example,
    '```',
    ...table,
    '',
  ].join('\n');
}

/** The page docs/reference/commands.md. */
export function commandReference(commands: readonly Command[] = COMMANDS): string {
  const alone = commands.filter(({ name }) => !name.includes(' '));
  const chapters = Object.entries(GROUPS).map(([group, summary]) => {
    const members = commands.filter(({ name }) => name.startsWith(`${group} `));
    return [`## selat ${group}`, '', `${summary}.`, '', ...members.map(sectionOf)].join('\n');
  });
  return [HEAD, '## Commands without a group', '', ...alone.map(sectionOf), ...chapters]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
