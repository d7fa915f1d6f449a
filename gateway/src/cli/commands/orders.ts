import type { Command, Syntax } from '../command.js';

const ORDER: Syntax = { flags: '<id>', help: 'digest of the order, or its first digits' };
const SCOPES: readonly Syntax[] = [
  { flags: '--product <id>', help: 'flows of this product, <exchange>/d/<slug>', repeats: true },
  { flags: '--participant <id>', help: 'flows that this participant provides or consumes', repeats: true },
  { flags: '--grant <id>', help: 'this grant, and every other of its product to its consumer', repeats: true },
  { flags: '--category <code>', help: 'flows of products with this subject code', repeats: true },
];
const ALL: Syntax = { flags: '--all', help: 'every flow that the law of the authority reaches' };
const PAPER: readonly Syntax[] = [
  {
    flags: '--basis <article>',
    help: 'article that it rests on, such as "Order 11 Art 17"',
    repeats: true,
    required: true,
  },
  { flags: '--reference <text>', help: 'opaque reference of the order', required: true },
  { flags: '--original <file>', help: 'the order itself; only its salted digest leaves', required: true },
  { flags: '--effective <instant>', help: 'when it takes effect; at once if left out' },
  { flags: '--received <day>', help: 'day on which it was received' },
];
const BINDING: readonly Syntax[] = [
  { flags: '--authority <id>', help: 'authority that ordered, a slug or <exchange>/a/<slug>', required: true },
  ...PAPER,
  ...SCOPES,
  ALL,
  { flags: '--measure <code>', help: 'code of registry regulator-measure, for rule packs' },
  { flags: '--jurisdiction <cc>', help: 'whose law, if not that of this exchange; wider is refused' },
];
const PRODUCT = '--product szdex.example/d/port-calls';
const ON_PAPER = '--authority cac --basis "Order 11 Art 17" --reference 2026-118 --original order.pdf';
const DIGEST = `sha256:${'7c'.repeat(32)}`;

/** Orders of regulators. */
export const ORDER_COMMANDS: readonly Command[] = [
  {
    name: 'order halt',
    summary: 'Stop flows on the order of an authority, at once on both sides',
    isOnline: true,
    options: BINDING,
    example: `selat order halt ${ON_PAPER} ${PRODUCT}`,
    load: async () => (await import('../actions/orders.js')).halt,
  },
  {
    name: 'order rectify',
    summary: 'Stop flows until what an authority found is rectified',
    isOnline: true,
    options: [...BINDING, { flags: '--rectify-by <instant>', help: 'last instant for it' }],
    example: `selat order rectify ${ON_PAPER} ${PRODUCT} --rectify-by 2027-01-15`,
    load: async () => (await import('../actions/orders.js')).rectify,
  },
  {
    name: 'order recall',
    summary: 'Stop flows, and have what was supplied deleted by a deadline',
    isOnline: true,
    options: [...BINDING, { flags: '--delete-by <instant>', help: 'last instant for the deletion', required: true }],
    example: `selat order recall ${ON_PAPER} ${PRODUCT} --delete-by 2027-01-15`,
    load: async () => (await import('../actions/orders.js')).recall,
  },
  {
    name: 'order resume',
    summary: 'End an order, or a part of what it binds, on the order of its authority',
    isOnline: true,
    args: [ORDER],
    options: [...PAPER, ...SCOPES],
    example: `selat order resume ${DIGEST} --basis "Order 11 Art 17" --reference 2026-131 --original resume.pdf`,
    load: async () => (await import('../actions/orders.js')).resume,
  },
  {
    name: 'order register',
    summary: 'Take an order that an authority of this exchange signed itself',
    isOnline: true,
    args: [{ flags: '<file>', help: 'JWS JSON of the order' }],
    example: 'selat order register order.jws.json',
    load: async () => (await import('../actions/orders.js')).register,
  },
  {
    name: 'order list',
    summary: 'List orders, newest first, with who has not acknowledged them',
    isOnline: true,
    options: [
      { flags: '--limit <n>', help: 'most orders to list', default: '50' },
      { flags: '--after <id>', help: 'list what follows this id' },
    ],
    example: 'selat order list',
    load: async () => (await import('../actions/orders.js')).list,
  },
  {
    name: 'order show',
    summary: 'Show one order: what it binds, who has acknowledged it, which grants it holds',
    isOnline: true,
    args: [ORDER],
    example: `selat order show ${DIGEST}`,
    load: async () => (await import('../actions/orders.js')).show,
  },
];
