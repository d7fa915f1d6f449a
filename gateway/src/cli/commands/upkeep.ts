import type { Command, Syntax } from '../command.js';

const NODE_CONFIG: Syntax = { flags: '--config <file>', help: 'selat.yaml of the node; absent: SELAT_CONFIG' };

/** Commands that keep a node in order. */
export const UPKEEP_COMMANDS: readonly Command[] = [
  {
    name: 'backup',
    summary: 'Copy a node into one file, while it serves',
    isOnline: true,
    options: [
      {
        flags: '--out <file|dir>',
        help: 'file to write, or a folder for a file named by exchange and time',
        required: true,
      },
      { flags: '--without-keys', help: 'leave out the encrypted keys and the token of the operator' },
      { flags: '--offline', help: 'read the store of a stopped gateway; needs --config and the passphrase' },
    ],
    example: 'selat backup --config szdex.example/selat.yaml --out /var/backups/selat',
    load: async () => (await import('../actions/backup.js')).backup,
  },
  {
    name: 'restore',
    summary: 'Make a node out of a backup, in a new folder, where its log can go on',
    options: [
      { flags: '--from <file>', help: 'the backup', required: true },
      { flags: '--dir <dir>', help: 'folder to make', required: true },
      { flags: '--head <file|dir>', help: 'newest signed head; absent: where the configuration keeps it' },
      {
        flags: '--statement <file>',
        help: 'JSON with receipts of this exchange that a peer handed over',
        repeats: true,
      },
      { flags: '--accept-loss', help: 'restore for reading also where entries are missing; such a node never serves' },
      { flags: '--check', help: 'check the backup against the head, and write nothing' },
      { flags: '--passphrase-file <file>', help: 'passphrase of the keys; absent: SELAT_KEY_PASSPHRASE(_FILE)' },
    ],
    example: 'selat restore --from backup.tar --dir szdex.example --head /mnt/head',
    load: async () => (await import('../actions/restore.js')).restore,
  },
  {
    name: 'log fsck',
    summary: 'Check the whole log and store: hashes, chains, signatures, references',
    options: [NODE_CONFIG],
    example: 'selat log fsck --config szdex.example/selat.yaml',
    load: async () => (await import('../actions/fsck.js')).fsck,
  },
  {
    name: 'doctor',
    summary: 'Look at a node, running or not, and say what to do',
    options: [NODE_CONFIG],
    example: 'selat doctor --config szdex.example/selat.yaml',
    load: async () => (await import('../actions/doctor.js')).doctor,
  },
  {
    name: 'go-live',
    summary: 'List what is missing for LIVE, make the LIVE node, or carry drafts to it',
    options: [
      NODE_CONFIG,
      { flags: '--check', help: 'list the conditions; this is what it does without an option' },
      { flags: '--promote', help: 'make a LIVE node after this SANDBOX node: new keys, new log' },
      { flags: '--carry', help: 'bring registrations and drafts of the sandbox to the running LIVE node' },
      { flags: '--dir <dir>', help: 'with --promote: folder to make' },
      { flags: '--passphrase-file <file>', help: 'with --promote: passphrase of the LIVE node alone' },
      { flags: '--exchange <id>', help: 'with --promote: another DNS name' },
      { flags: '--advertise <host:port>', help: 'with --promote: what peers dial' },
      { flags: '--federation-port <n>', help: 'with --promote: port for peers' },
      { flags: '--api-port <n>', help: 'with --promote: port of the back office' },
      { flags: '--metrics-port <n>', help: 'with --promote: port of health and metrics' },
    ],
    example: 'selat go-live --check --config szdex.example/selat.yaml',
    load: async () => (await import('../actions/go-live.js')).goLive,
  },
];
