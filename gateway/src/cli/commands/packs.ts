import type { Command } from '../command.js';

/** Rule packs: written and signed offline, installed in a running gateway. */
export const PACK_COMMANDS: readonly Command[] = [
  {
    name: 'pack check',
    summary: 'Check a rule pack and run the cases that travel with it',
    args: [{ flags: '<dir>', help: 'folder of the pack' }],
    options: [
      { flags: '--coverage', help: 'list for each rule the cases where it fires and where it nearly fires' },
      {
        flags: '--packs <dir>',
        help: 'packs of the other places that cases cross; absent: those that come with selat',
      },
    ],
    example: 'selat pack check sdk/packs/cn --coverage',
    load: async () => (await import('../actions/pack.js')).checkPackFolder,
  },
  {
    name: 'pack sign',
    summary: 'Sign a rule pack and its texts with the document keys of a node',
    args: [{ flags: '<dir>', help: 'folder of the pack, or the name of one that comes with selat, such as cn' }],
    options: [
      { flags: '--config <file>', help: 'selat.yaml of the node; absent: SELAT_CONFIG' },
      {
        flags: '--supersedes <digest>',
        help: 'the version before it, sha256:... of pack list; absent: it is the first',
      },
      { flags: '--takes-effect <time>', help: 'first instant at which it decides; absent: as its header says' },
      { flags: '--out <file>', help: 'file to write; absent: <id>-<version>.jws.json' },
    ],
    example: 'selat pack sign cn --config node/selat.yaml --out cn.jws.json',
    load: async () => (await import('../actions/pack-sign.js')).signPackFolder,
  },
  {
    name: 'pack install',
    summary: 'Install a signed rule pack, and send it to the peers whose agreement names its publisher',
    isOnline: true,
    args: [{ flags: '[file]', help: 'JWS JSON of pack and texts, as pack sign writes it' }],
    options: [
      {
        flags: '--bundled <id>',
        help: 'sign a pack that comes with selat with the keys of --config, and install it; instead of a file',
      },
    ],
    example: 'selat pack install cn.jws.json',
    load: async () => (await import('../actions/pack-install.js')).install,
  },
  {
    name: 'pack list',
    summary: 'List the rule packs of a running gateway; without one named, those that come with selat',
    isOnline: true,
    options: [{ flags: '--packs <dir>', help: 'list the packs of a folder instead' }],
    example: 'selat pack list',
    load: async () => (await import('../actions/pack-install.js')).list,
  },
];
