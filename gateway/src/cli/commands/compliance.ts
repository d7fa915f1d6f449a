import type { Command, Syntax } from '../command.js';

const PACKS: Syntax = { flags: '--packs <dir>', help: 'folder of rule packs; absent: those that come with selat' };

const AS_OF: Syntax = { flags: '--as-of <day>', help: 'day whose law is applied, YYYY-MM-DD' };

/** Cross-border rules, offline. */
export const COMPLIANCE_COMMANDS: readonly Command[] = [
  {
    name: 'preflight',
    summary: 'Tell offline whether data may leave, under which article, and what to do next',
    args: [
      { flags: '<facts>', help: 'JSON file with the facts of one flow or a list of them; - reads standard input' },
    ],
    options: [
      { ...AS_OF, help: `${AS_OF.help}; takes the place of the one in the facts` },
      { flags: '--language <code>', help: 'language of the texts', default: 'en', choices: ['en', 'zh-CN', 'ms-MY'] },
      { flags: '--html <file>', help: 'write the report as one HTML file, in all three languages' },
      { flags: '--trace', help: 'print every rule that was tried: condition, values read, answer' },
      PACKS,
    ],
    example: 'selat preflight gateway/examples/compliance/flow.json',
    load: async () => (await import('../actions/preflight.js')).preflight,
  },
  {
    name: 'datamap',
    summary: 'Tell which data sets must stay, may move with what, and may move freely',
    args: [
      {
        flags: '<assets>',
        help: 'CSV file in UTF-8, one data set a line; columns `id` and `located in` are required, others are in the guide; - reads standard input',
      },
    ],
    options: [
      { flags: '--to <country>', help: 'where all of them would go, such as MY; absent: column `to`' },
      { ...AS_OF, help: `${AS_OF.help}; absent: today` },
      { flags: '--facts <file>', help: 'JSON with facts that hold for every data set, where its line says nothing' },
      { flags: '--html <file>', help: 'write the map as one HTML file, in all three languages' },
      { flags: '--strict', help: 'take nothing for granted about transfer and paperwork: ask for every fact' },
      { flags: '--language <code>', help: 'language of the texts', default: 'en', choices: ['en', 'zh-CN', 'ms-MY'] },
      PACKS,
    ],
    example: 'selat datamap gateway/examples/compliance/assets.csv --to MY',
    load: async () => (await import('../actions/datamap.js')).datamap,
  },
];
