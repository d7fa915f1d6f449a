import type { Command, Syntax } from '../command.js';

const EXAMPLE_DIGEST = `sha256:${'3a7b'.repeat(16)}`;
const DIGEST: Syntax = { flags: '<digest>', help: 'digest of the attestation, sha256:...' };
const EVIDENCE: Syntax = {
  flags: '--evidence <file>',
  help: 'the certificate, filing, contract or record; it stays here, the attestation states a salted digest of it',
};
const PLACE: Syntax = { flags: '--evidence-at <place>', help: 'where it is kept; absent: the path of the file' };

const FACTS: readonly Syntax[] = [
  { flags: '--instrument <code>', help: 'code of registry instrument-code', required: true },
  {
    flags: '--subject <id>',
    help: 'what it is about: a product, listing or participant by id, a flow by sha256:... of its listing revision, request or grant',
    required: true,
  },
  { flags: '--revision <digest>', help: 'the one revision of the listing that it is about' },
  { flags: '--reference <text>', help: 'number of the filing, certificate or document', required: true },
  { flags: '--regime <country>', help: 'whose law, ISO 3166-1 alpha-2; absent: the law of the instrument' },
  { flags: '--status <code>', help: 'code of registry instrument-status; absent: LIVE' },
  { flags: '--issued-on <day>', help: 'day of decision or signature' },
  { flags: '--effective-on <day>', help: 'first day of effect' },
  { flags: '--filed-on <day>', help: 'day of filing with the authority' },
  { flags: '--expires-on <day>', help: 'last day of validity; absent: open' },
  { flags: '--extension-applied-on <day>', help: 'day on which an extension was applied for' },
  { flags: '--conclusion <code>', help: 'result of a transfer impact assessment: SIMILAR, ADEQUATE or NEITHER' },
  { flags: '--comparable-standard <yes|no>', help: 'whether it binds the recipient to a comparable standard' },
  { flags: '--change <code>', help: 'event since it was made, registry instrument-change', repeats: true },
];

const SCOPE: readonly Syntax[] = [
  { flags: '--purpose <code>', help: 'purpose that it covers; none: it does not limit', repeats: true },
  { flags: '--method <code>', help: 'mode of transfer that it covers, registry transfer-mode', repeats: true },
  { flags: '--category <text>', help: 'category of data, as the instrument names it', repeats: true },
  { flags: '--recipient <id>', help: 'participant that may receive', repeats: true },
  { flags: '--country <code>', help: 'destination that it covers', repeats: true },
  { flags: '--max-individuals <n>', help: 'most persons that it was assessed for' },
  { flags: '--retention-months <n>', help: 'months of retention abroad that it covers' },
  { flags: '--onward <yes|no>', help: 'whether onward transfer is foreseen' },
];

const REACH: readonly Syntax[] = [
  { flags: '--to <exchange>', help: 'the one peer that gets it; absent: every peer, of a flow its other party' },
  { flags: '--home', help: 'nobody gets it' },
];

/** Instruments, and whose word says that they exist. */
export const ATTESTATION_COMMANDS: readonly Command[] = [
  {
    name: 'attest issue',
    summary: 'Sign that an instrument exists whose evidence you have seen',
    isOnline: true,
    options: [...FACTS, { ...EVIDENCE, required: true }, PLACE, ...SCOPE, ...REACH],
    example:
      'selat attest issue --instrument CN_PIPIA --subject szdex.example/d/port-calls --reference PIPIA-2026-7 --evidence pipia.pdf --issued-on 2026-11-02',
    load: async () => (await import('../actions/attestation.js')).issue,
  },
  {
    name: 'attest register',
    summary: 'Take an attestation that somebody else signed, or the facts of an instrument',
    isOnline: true,
    args: [
      {
        flags: '<file>',
        help: 'JWS JSON of an attestation or a withdrawal; or YAML or JSON with the facts of one instrument',
      },
    ],
    options: [EVIDENCE, PLACE],
    example: 'selat attest register cac-decision.yaml --evidence cac-decision.pdf',
    load: async () => (await import('../actions/attestation.js')).register,
  },
  {
    name: 'attest withdraw',
    summary: 'Take back an attestation of this exchange; grants that stand on it are suspended',
    isOnline: true,
    args: [DIGEST],
    options: [
      {
        flags: '--reason <code>',
        help: 'why',
        required: true,
        choices: ['EXPIRED', 'REVOKED', 'ERROR', 'SUPERSEDED', 'CHANGED'],
      },
      { flags: '--at <time>', help: 'when its effect ends; absent = now' },
    ],
    example: `selat attest withdraw ${EXAMPLE_DIGEST} --reason REVOKED`,
    load: async () => (await import('../actions/attestation.js')).withdraw,
  },
  {
    name: 'attest list',
    summary: 'List attestations, each with whether it counts today',
    isOnline: true,
    options: [
      { flags: '--subject <id>', help: 'about this id or digest only' },
      { flags: '--instrument <code>', help: 'of this code only' },
      { flags: '--issuer <id>', help: 'of this attester only' },
      { flags: '--limit <n>', help: 'at most so many', default: '100' },
      { flags: '--after <cursor>', help: 'go on behind this one' },
    ],
    example: 'selat attest list --subject szdex.example/d/port-calls',
    load: async () => (await import('../actions/attestation.js')).list,
  },
  {
    name: 'attest show',
    summary: 'Show one attestation, its scope and the grants that stand on it',
    isOnline: true,
    args: [DIGEST],
    example: `selat attest show ${EXAMPLE_DIGEST}`,
    load: async () => (await import('../actions/attestation.js')).show,
  },
];
