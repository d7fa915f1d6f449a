import type { Command, Syntax } from '../command.js';

const FINGERPRINT: Syntax = {
  flags: '--fingerprint <sha256>',
  help: 'fingerprint as the other operator read it aloud',
  required: true,
};
const DESCRIPTOR: Syntax = {
  flags: '--descriptor <file|url>',
  help: 'descriptor of the other exchange, or its /.well-known/selat',
  required: true,
};
const NOTE: Syntax = { flags: '--note <text>', help: 'why, for people of both exchanges' };
const READ_ALOUD = 'sha256:9f2c61d0b7e44a8f0c35e2d9a1b86f7735d4c0ee18a29b64f3517c8d02ab96e1';

const notice = (verb: string, summary: string): Command => ({
  name: `peer ${verb}`,
  summary,
  isOnline: true,
  args: [{ flags: '<exchange>', help: 'id of the peer' }],
  options: [NOTE],
  example: `selat peer ${verb} my.example --config szdex.example/selat.yaml`,
  load: async () => (await import('../actions/peer.js')).notice(verb),
});

export const NODE_COMMANDS: readonly Command[] = [
  {
    name: 'init',
    summary: 'Write a node: keys, certificates, descriptor, configuration, first officer',
    failsAsInput: true,
    options: [
      { flags: '--preset <name|dir>', help: 'szdex, my, or a folder with preset.yaml' },
      { flags: '--dir <dir>', help: 'folder to make; absent: the exchange id under the present folder' },
      { flags: '--exchange <id>', help: 'exchange id, a lower-case DNS name' },
      { flags: '--jurisdiction <cc>', help: 'country whose law the exchange obeys' },
      { flags: '--environment <env>', help: 'SANDBOX or LIVE', choices: ['SANDBOX', 'LIVE'] },
      { flags: '--name <language=text>', help: 'registered name, such as en=Example Ltd', repeats: true },
      {
        flags: '--algorithm <alg>',
        help: 'signature of every document',
        repeats: true,
        choices: ['Ed25519', 'ES256', 'SGD_SM3_SM2'],
      },
      {
        flags: '--review <kind>',
        help: 'review that a listing needs before it is published',
        repeats: true,
        choices: ['legal', 'technical', 'compliance', 'none'],
      },
      { flags: '--federation-port <n>', help: 'port for peers', default: '7443' },
      { flags: '--api-port <n>', help: 'port of the back office', default: '7480' },
      { flags: '--metrics-port <n>', help: 'port of health and metrics', default: '7490' },
      { flags: '--listen <host>', help: 'address on which to listen for peers', default: '127.0.0.1' },
      { flags: '--advertise <host:port>', help: 'what peers dial; absent: 127.0.0.1 and the federation port' },
      { flags: '--passphrase-file <file>', help: 'passphrase of the keys; absent: SELAT_KEY_PASSPHRASE(_FILE)' },
    ],
    example: 'selat init --preset szdex --dir szdex.example --passphrase-file passphrase.txt',
    load: async () => (await import('../actions/init.js')).init,
  },
  {
    name: 'serve',
    summary: 'Run a gateway until SIGTERM or SIGINT',
    failsAsInput: true,
    options: [
      { flags: '--config <file>', help: 'selat.yaml of the node; absent: SELAT_CONFIG' },
      { flags: '--harness', help: 'let a conformance suite steer the node; SANDBOX only' },
      { flags: '--crash-after <point#n>', help: 'with --harness: end without a goodbye at this point' },
      { flags: '--steered-by <file>', help: 'with --harness: descriptor of the suite that may steer the node too' },
    ],
    example: 'selat serve --config szdex.example/selat.yaml',
    load: async () => (await import('../actions/serve.js')).serve,
  },
  {
    name: 'node show',
    summary: 'Show exchange, fingerprint, log and outbox of the running gateway',
    isOnline: true,
    example: 'selat node show --config szdex.example/selat.yaml',
    load: async () => (await import('../actions/node.js')).showNode,
  },
  {
    name: 'peer propose',
    summary: 'Pin a peer by its fingerprint and offer it an agreement',
    isOnline: true,
    options: [
      DESCRIPTOR,
      FINGERPRINT,
      { flags: '--days <n>', help: 'days of force from now', default: '365' },
      { flags: '--governing-law <cc>', help: 'law between the two exchanges', default: 'SG' },
      { flags: '--forum <code>', help: 'institution that settles disputes', default: 'SIAC' },
      { flags: '--seat <place>', help: 'seat of the forum', default: 'Singapore' },
      { flags: '--seat-country <cc>', help: 'country of the seat', default: 'SG' },
      {
        flags: '--pack-publisher <cc=id>',
        help: 'whose rule packs state the law of a country, such as CN=szdex.example; none: as configured',
        repeats: true,
      },
    ],
    example: `selat peer propose --descriptor my.jws.json --fingerprint ${READ_ALOUD}`,
    load: async () => (await import('../actions/peer.js')).propose,
  },
  {
    name: 'peer accept',
    summary: 'Pin a peer by its fingerprint and sign the agreement that it offered',
    isOnline: true,
    options: [
      DESCRIPTOR,
      FINGERPRINT,
      { flags: '--wait <seconds>', help: 'how long to wait for the proposal', default: '30' },
    ],
    example: `selat peer accept --descriptor szdex.jws.json --fingerprint ${READ_ALOUD}`,
    load: async () => (await import('../actions/peer.js')).accept,
  },
  notice('decline', 'Decline the agreement that a peer offered'),
  notice('suspend', 'Suspend the agreement with a peer; its grants are held'),
  notice('resume', 'End the own suspension of an agreement'),
  notice('end', 'End the agreement with a peer for good'),
  {
    name: 'peer list',
    summary: 'List peers and their agreements',
    isOnline: true,
    example: 'selat peer list --json',
    load: async () => (await import('../actions/peer.js')).list,
  },
  {
    name: 'peer show',
    summary: 'Show one peer',
    isOnline: true,
    args: [{ flags: '<exchange>', help: 'id of the peer' }],
    example: 'selat peer show my.example',
    load: async () => (await import('../actions/peer.js')).show,
  },
  {
    name: 'outbox list',
    summary: 'List deliveries that wait or failed',
    isOnline: true,
    example: 'selat outbox list',
    load: async () => (await import('../actions/node.js')).listOutbox,
  },
  {
    name: 'history',
    summary: 'List acts of the log, newest first',
    isOnline: true,
    options: [
      { flags: '--limit <n>', help: 'most acts to list', default: '20' },
      { flags: '--after <index>', help: 'list acts before this one' },
      { flags: '--officer <id>', help: 'only acts of this officer, as first or second' },
      { flags: '--act <name>', help: 'only these acts, such as Grant or add-officer' },
      { flags: '--day <day>', help: 'only acts of this day in UTC, YYYY-MM-DD' },
    ],
    example: 'selat history --officer szdex.example/o/mei --day 2026-01-05',
    load: async () => (await import('../actions/history.js')).history,
  },
  {
    name: 'verify',
    summary: 'Check signed documents offline, trusting only whom you name',
    args: [{ flags: '<file>', help: 'JSON with one or more documents as General JWS JSON' }],
    options: [
      {
        flags: '--trust <fingerprint|file>',
        help: 'a fingerprint, a descriptor, or a file of fingerprints',
        repeats: true,
      },
    ],
    example: 'selat verify grant.json --trust my.jws.json --trust szdex.jws.json',
    load: async () => (await import('../actions/verify.js')).verify,
  },
];
