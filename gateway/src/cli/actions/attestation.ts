import { z } from 'zod';
import type { AttestationDetail, AttestationView } from '../../domain/attestation/view-types.js';
import type { PageView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import { digestOf, readFacts, readRegistrable } from '../attest-given.js';
import type { Action, Outcome } from '../command.js';
import { parseGiven, text, usage, wholeNumber } from '../given.js';
import { instant } from '../grant-given.js';
import type { Style } from '../output/style.js';
import { fields, table, toTimeText } from '../output/table.js';

export const issue: Action = async (call) => {
  const input = await readFacts(call);
  return one(await (await openClient(call)).post<AttestationDetail>('/attestations', { ...input }));
};

export const register: Action = async (call) => {
  const given = parseGiven(z.object({ file: text, evidence: text.optional(), evidenceAt: text.optional() }), call);
  const { file, evidence, evidenceAt } = given;
  const read = await readRegistrable(file, call);
  if (read.kind === 'signed') {
    if (evidence !== undefined)
      throw usage(['--evidence is given, but the file is signed and states its evidence itself']);
    const client = await openClient(call);
    return one(await client.post<AttestationDetail>('/attestations/register', { document: read.document }));
  }
  if (evidence === undefined)
    throw usage([`--evidence is missing: ${file} holds facts, and somebody must have seen them`]);
  const kept = await digestOf(evidence, evidenceAt, call);
  const client = await openClient(call);
  return one(await client.post<AttestationDetail>('/attestations', { ...read.facts, evidence: kept }));
};

export const withdraw: Action = async (call) => {
  const { digest, reason, at } = parseGiven(z.object({ digest: text, reason: text, at: instant }), call);
  const body = { reason, ...(at === undefined ? {} : { effectiveAt: at }) };
  const client = await openClient(call);
  return one(await client.post<AttestationDetail>(`/attestations/${segment(digest)}/withdraw`, body));
};

export const show: Action = async (call) => {
  const { digest } = parseGiven(z.object({ digest: text }), call);
  return one(await (await openClient(call)).get<AttestationDetail>(`/attestations/${segment(digest)}`));
};

const query = z.object({
  subject: text.optional(),
  instrument: text.optional(),
  issuer: text.optional(),
  limit: wholeNumber(1, 1000),
  after: text.optional(),
});

export const list: Action = async (call) => {
  const asked = parseGiven(query, call);
  const page = await (await openClient(call)).get<PageView<AttestationView>>('/attestations', asked);
  const more = page.next === undefined ? '' : `\nMore follows: --after ${page.next}\n`;
  return { json: page, text: (style) => describeAll(page.items, style) + more };
};

function one(view: AttestationDetail): Outcome {
  return { json: view, text: (style) => describe(view, style) };
}

/** Digests are what people copy, so each stands on a line of its own. */
function describeAll(items: readonly AttestationView[], style: Style): string {
  if (items.length === 0) return 'No attestations.\n';
  const rows = items.map((item) => {
    const line = table(
      [item],
      [
        { title: 'INSTRUMENT', value: ({ instrument }) => instrument },
        { title: 'STANDING', value: ({ standing }) => standing },
        { title: 'UNTIL', value: ({ expiresOn }) => expiresOn ?? 'open' },
        { title: 'SUBJECT', value: ({ subject }) => subject.id ?? subject.digest ?? '', shrinks: true },
      ],
      style,
      '',
    );
    return `${style.dim(item.digest)}\n${line}`;
  });
  return rows.join('\n');
}

const listed = (items: readonly string[] | undefined): string | undefined =>
  items === undefined || items.length === 0 ? undefined : items.join(', ');

const count = (persons: number): string => persons.toLocaleString('en-US');

/** How much of the scale is taken up. */
function scaleText({ formed, entered, held, most }: NonNullable<AttestationDetail['persons']>): string {
  const left = most - formed - entered - held;
  const rest = left < 0 ? `exceeded by ${count(-left)}` : `${count(left)} left`;
  return `${count(formed)} in grants, ${count(held)} offered, ${count(entered)} entered; ${rest}`;
}

function describe(view: AttestationDetail, style: Style): string {
  const { subject, scope } = view;
  const end = view.withdrawnAt === undefined ? undefined : toTimeText(view.withdrawnAt);
  return fields(
    [
      ['attestation', view.digest],
      ['instrument', `${view.instrument} ${view.reference}`],
      ['law', view.regime === 'ZZ' ? 'of no country alone' : view.regime],
      ['about', `${subject.kind.toLowerCase()} ${subject.id ?? subject.digest ?? ''}`],
      ['attested by', `${view.issuer} as ${view.role}`],
      ['standing', view.status === 'LIVE' ? view.standing : `${view.standing} (${view.status})`],
      ['issued', view.issuedOn],
      ['effective', view.effectiveOn],
      ['filed', view.filedOn],
      ['last day', view.expiresOn],
      ['withdrawn', end],
      ['superseded by', view.supersededBy],
      ['conclusion', view.conclusion],
      ['changes', listed(view.changes)],
      ['destinations', listed(scope.countries)],
      ['recipients', listed(scope.recipients)],
      ['purposes', listed(scope.purposes)],
      ['methods', listed(scope.methods)],
      ['categories', listed(scope.categories)],
      ['persons', scope.maxIndividuals === undefined ? undefined : `at most ${count(scope.maxIndividuals)}`],
      ['of these', view.persons && scaleText(view.persons)],
      ['evidence', `${view.evidenceDigest} at ${view.evidencePlace}`],
      ['kept as', view.evidenceFile],
      ['grants', view.grants.length === 0 ? 'none in force' : view.grants.join(' ')],
    ],
    style,
  );
}
