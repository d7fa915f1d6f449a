/** What a command line or a file says of an instrument. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type JwsJson, parseJwsText, toJwsJson } from '@selat/sdk/document';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { AttestInput } from '../domain/attestation/view-types.js';
import type { Call } from './command.js';
import { flag, parseGiven, text, texts, usage, wholeNumber } from './given.js';

const many = texts.default([]);

const facts = z.object({
  instrument: text,
  subject: text,
  revision: text.optional(),
  reference: text,
  regime: text.optional(),
  status: text.optional(),
  issuedOn: text.optional(),
  effectiveOn: text.optional(),
  filedOn: text.optional(),
  expiresOn: text.optional(),
  extensionAppliedOn: text.optional(),
  conclusion: text.optional(),
  comparableStandard: text.optional(),
  change: many,
  evidence: text,
  evidenceAt: text.optional(),
  purpose: many,
  method: many,
  category: many,
  recipient: many,
  country: many,
  maxIndividuals: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  retentionMonths: wholeNumber(0, 1200).optional(),
  onward: text.optional(),
  to: text.optional(),
  home: flag,
});

/** Reads the options of `attest issue`. @throws SelatError USAGE */
export async function readFacts(call: Call): Promise<AttestInput> {
  const { subject, revision, evidence, evidenceAt, change, to, home, ...rest } = parseGiven(facts, call);
  const { purpose, method, category, recipient, country, maxIndividuals, retentionMonths, onward, ...plain } = rest;
  if (to !== undefined && home) throw usage(['--to and --home exclude each other']);
  return {
    ...plain,
    subject: toSubject(subject, revision),
    evidence: await digestOf(evidence, evidenceAt, call),
    scope: {
      ...{ purposes: purpose, methods: method, categories: category, recipients: recipient, countries: country },
      ...(maxIndividuals === undefined ? {} : { maxIndividuals }),
      ...(retentionMonths === undefined ? {} : { retentionMonths }),
      ...(onward === undefined ? {} : { onwardAllowed: onward }),
    },
    changes: change,
    ...(to === undefined ? {} : { to }),
    ...(home ? { home } : {}),
  };
}

/** The kind of a subject shows in its id. @throws SelatError USAGE */
export function toSubject(id: string, revision?: string): AttestInput['subject'] {
  const kinds = { d: 'PRODUCT', l: 'LISTING', p: 'PARTICIPANT' } as const;
  if (id.startsWith('sha256:')) return { kind: 'FLOW', digest: id };
  const letter = /^[^/]+\/([dlp])\//.exec(id)?.[1] as keyof typeof kinds | undefined;
  if (letter === undefined) {
    throw usage([
      `--subject ${id} is no product (<exchange>/d/...), listing (/l/), participant (/p/) or sha256:... digest`,
    ]);
  }
  if (revision !== undefined && letter !== 'l') throw usage(['--revision is given, but the subject is no listing']);
  return { kind: kinds[letter], id, ...(revision === undefined ? {} : { digest: revision }) };
}

/** SHA-256 of a file and where it is kept: nothing else of it leaves this machine. @throws SelatError USAGE */
export async function digestOf(
  file: string,
  place: string | undefined,
  { io }: Call,
): Promise<AttestInput['evidence']> {
  const content = await read(resolve(io.cwd, file), '--evidence');
  return {
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
    place: place ?? resolve(io.cwd, file),
  };
}

async function read(path: string, what: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${what} ${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
}

/** What a file to register holds. */
export type Registrable =
  | { readonly kind: 'signed'; readonly document: JwsJson }
  | { readonly kind: 'facts'; readonly facts: Readonly<Record<string, unknown>> };

/** Reads JWS JSON, or YAML with the facts of one instrument. @throws SelatError USAGE, JWS_MALFORMED */
export async function readRegistrable(file: string, { io }: Call): Promise<Registrable> {
  const path = resolve(io.cwd, file);
  const content = (await read(path, 'the file')).toString('utf8');
  let value: unknown;
  try {
    value = parseYaml(content);
  } catch (cause) {
    const [line = ''] = (cause instanceof Error ? cause.message : '').split('\n');
    throw usage([`${path} is neither JSON nor YAML: ${line}`]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usage([`${path} holds no object: give JWS JSON, or the facts of one instrument`]);
  }
  if ('signatures' in value) return { kind: 'signed', document: toJwsJson(parseJwsText(content)) };
  const { subject, revision, ...rest } = value as Readonly<Record<string, unknown>>;
  const about = typeof subject === 'string' ? toSubject(subject, revision as string | undefined) : subject;
  return { kind: 'facts', facts: { ...rest, subject: about } };
}
