import { z } from 'zod';
import { code, digest, form, jws, page } from '../fields.js';
import { ANY_OFFICER, operation } from '../operation.js';

const day = form('day').optional();
const DESK = ['operator', 'compliance'] as const;
const list = (item: z.ZodType<string>) => z.array(item).max(64).optional();

const scope = z.strictObject({
  purposes: list(code('purpose')),
  methods: list(code('transfer-mode')),
  categories: list(z.string().min(1).max(128)),
  maxIndividuals: z.int().min(0).optional(),
  recipients: list(form('party-id')),
  countries: list(form('country')),
  onwardAllowed: code('tri').optional(),
  retentionMonths: z.int().min(0).max(1200).optional(),
});

const subject = z.strictObject({
  kind: z.enum(['PRODUCT', 'LISTING', 'PARTICIPANT', 'FLOW']),
  id: form('party-id').optional(),
  digest: digest.optional(),
});

const facts = z.strictObject({
  instrument: code('instrument-code'),
  regime: form('country').optional(),
  subject,
  reference: z.string().min(1).max(128),
  evidence: z.strictObject({ digest, place: z.string().min(1).max(512) }),
  status: code('instrument-status').optional(),
  issuedOn: day,
  effectiveOn: day,
  filedOn: day,
  expiresOn: day,
  extensionAppliedOn: day,
  conclusion: code('tia-conclusion').optional(),
  comparableStandard: code('tri').optional(),
  changes: z.array(code('instrument-change')).max(16).optional(),
  scope: scope.optional(),
  to: form('exchange-id').optional(),
  home: z.boolean().optional(),
});

export const ATTESTATION_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/attestations',
    summary: 'List attestations, each with whether it counts today',
    roles: ANY_OFFICER,
    schema: page.extend({
      subject: z.string().min(1).max(256).optional(),
      instrument: code('instrument-code').optional(),
      issuer: form('party-id').optional(),
    }),
    run: (useCases, input) => useCases.listAttestations(input),
  }),
  operation({
    method: 'GET',
    path: '/attestations/:digest',
    summary: 'Show one attestation, and the grants that stand on it',
    roles: ANY_OFFICER,
    schema: z.strictObject({ digest }),
    run: (useCases, input) => useCases.showAttestation(input.digest),
  }),
  operation({
    method: 'POST',
    path: '/attestations',
    summary: 'Sign that an instrument exists whose evidence the officer has seen',
    roles: DESK,
    schema: facts,
    run: (useCases, input, actor) => useCases.issueAttestation(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/attestations/register',
    summary: 'Take an attestation, or the withdrawal of one, that somebody else signed',
    roles: DESK,
    schema: z.strictObject({ document: jws }),
    run: (useCases, input, actor) => useCases.registerAttestation(actor, input.document),
  }),
  operation({
    method: 'POST',
    path: '/attestations/:digest/withdraw',
    summary: 'Take back an attestation of this exchange; what stands on it is suspended',
    roles: DESK,
    schema: z.strictObject({
      digest,
      reason: code('withdrawal-reason'),
      effectiveAt: z.int().min(1).optional(),
    }),
    run: (useCases, { digest: id, ...input }, actor) => useCases.withdrawAttestation(actor, id, input),
  }),
];
