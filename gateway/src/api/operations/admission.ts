import { z } from 'zod';
import { HELD_ACTS } from '../../domain/office/held-acts.js';
import { code, form } from '../fields.js';
import { ANY_OFFICER, NOTHING, operation } from '../operation.js';

const reason = z.string().min(1).max(512);
const product = z.strictObject({ product: form('product-id'), reason });

export const ADMISSION_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/admission',
    summary: 'Show which products this exchange lets through',
    roles: ANY_OFFICER,
    schema: NOTHING,
    run: (useCases) => useCases.showAdmission(),
  }),
  operation({
    method: 'POST',
    path: '/admission/allow',
    summary: 'Put a product on the allow-list',
    roles: ['operator', 'compliance'],
    schema: product,
    run: (useCases, input, actor) => useCases.allowProduct(actor, input.product, input.reason),
  }),
  operation({
    method: 'POST',
    path: '/admission/remove',
    summary: 'Take a product off the allow-list',
    roles: ['operator', 'compliance'],
    schema: product,
    run: (useCases, input, actor) => useCases.removeProduct(actor, input.product, input.reason),
  }),
  operation({
    method: 'POST',
    path: '/admission/widen',
    summary: 'Let more through than the pilot does: a grade, personal data, any product, or everything',
    roles: HELD_ACTS['admission.widen'].roles,
    schema: z.strictObject({
      grade: code('data-grade').optional(),
      personalData: z.boolean().optional(),
      anyProduct: z.boolean().optional(),
      open: z.boolean().optional(),
      reason,
    }),
    run: (useCases, input, actor) => useCases.widenAdmission(actor, input),
  }),
  operation({
    method: 'POST',
    path: '/admission/narrow',
    summary: 'Go back to the pilot: grade GENERAL, no personal data, products of the allow-list',
    roles: ['operator', 'compliance'],
    schema: z.strictObject({ reason }),
    run: (useCases, input, actor) => useCases.narrowAdmission(actor, input.reason),
  }),
];
