/** What members call themselves. Only redeeming a code needs no token: it gives one. */
import { parseBase64url } from '@selat/sdk/document';
import { ALGORITHM_NAMES } from '@selat/sdk/keys';
import { z } from 'zod';
import { digest, page } from '../fields.js';
import { codeOperation, memberOperation, NOTHING } from '../operation.js';

/** Bytes as base64url without padding. */
const bytes = (min: number, max = min) =>
  z
    .string()
    .max(Math.ceil((max * 4) / 3))
    .transform((text, context) => {
      const decoded = decode(text);
      if (decoded !== undefined && decoded.length >= min && decoded.length <= max) return decoded;
      context.addIssue({
        code: 'custom',
        message: `is not base64url of ${min === max ? min : `${min} to ${max}`} bytes`,
      });
      return z.NEVER;
    });

function decode(text: string): Buffer | undefined {
  try {
    return parseBase64url(text, 'bytes');
  } catch {
    return undefined;
  }
}

const key = z.strictObject({ alg: z.enum(ALGORITHM_NAMES), raw: bytes(32, 65) });
const signature = bytes(64);

export const MEMBER_OPERATIONS = [
  codeOperation({
    method: 'POST',
    path: '/enrolments/redeem',
    summary: 'Redeem a one-time enrolment code: the key enters the record, the token becomes valid',
    schema: z.strictObject({
      number: z.string().length(8),
      key,
      tokenHash: z.hash('sha256'),
      proof: bytes(32),
      possession: signature,
    }),
    run: (useCases, input) => useCases.redeemEnrolment(input),
  }),
  memberOperation({
    method: 'GET',
    path: '/member',
    summary: 'Show the own record',
    schema: NOTHING,
    run: (useCases, _, member) => useCases.showMember(member),
  }),
  memberOperation({
    method: 'POST',
    path: '/member/key',
    summary: 'Change to a new key; both keys sign the change',
    schema: z.strictObject({ key, approval: signature, possession: signature }),
    run: (useCases, input, member) => useCases.rotateMemberKey(member, input),
  }),
  memberOperation({
    method: 'GET',
    path: '/member/documents',
    summary: 'List documents that wait for the own signature, with their exact bytes',
    schema: page,
    run: (useCases, input, member) => useCases.listPrepared(member, input),
  }),
  memberOperation({
    method: 'POST',
    path: '/member/documents/:digest/sign',
    summary: 'Give the own signature over a document; the exchange completes and publishes or sends it',
    schema: z.strictObject({ digest, protected: bytes(1, 4096), signature }),
    run: (useCases, { digest: document, ...own }, member) => useCases.signPrepared(member, document, own),
  }),
  memberOperation({
    method: 'POST',
    path: '/member/documents/:digest/decline',
    summary: 'Refuse to sign a document',
    schema: z.strictObject({ digest }),
    run: (useCases, input, member) => useCases.declinePrepared(member, input.digest),
  }),
];
