/** Acts for the operator of this repository's gateway: each verb of the suite is one or two calls of the back office. */

/** Where the back office is, and who calls. */
export interface BackOffice {
  /** `http://host:port`. */
  readonly url: string;
  readonly token: string;
}

type Arguments = Readonly<Record<string, string>>;
type Act = (office: BackOffice, args: Arguments) => Promise<string | undefined>;

const TIMEOUT_MS = 60_000;

async function call(office: BackOffice, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${office.token}`, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${office.url}/api/v1${path}`, { method, headers, signal, ...sent });
}

async function post(office: BackOffice, path: string, body: unknown = {}): Promise<unknown> {
  const answer = await call(office, 'POST', path, body);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function textOf(args: Arguments, name: string): string {
  const value = args[name];
  if (value === undefined || value === '') throw new Error(`the verb lacks argument ${name}`);
  return value;
}

function hexOf(digest: unknown): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(String(digest)) ?? [];
  if (hex === undefined) throw new Error(`${String(digest)} is no digest`);
  return hex;
}

/** Every item of a batch must have gone well. */
function itemOf(answer: unknown): unknown {
  const items = memberOf(answer, 'items');
  const [item] = Array.isArray(items) ? items : [];
  if (memberOf(item, 'ok') !== true) throw new Error(`the batch answered ${JSON.stringify(answer)}`);
  return item;
}

function contactOf(args: Arguments) {
  return { descriptor: JSON.parse(textOf(args, 'descriptor')), fingerprint: textOf(args, 'fingerprint') };
}

const TERMS = { days: 365, governingLaw: 'SG', forum: 'SIAC', seat: 'Singapore', seatCountry: 'SG' };
const WAIT_MS = 30_000;

async function register(office: BackOffice, id: string): Promise<undefined> {
  const known = await call(office, 'GET', `/participants/${encodeURIComponent(id)}`);
  if (known.ok) return undefined;
  const slug = id.slice(id.lastIndexOf('/') + 1);
  const names = [{ language: 'en', text: 'Member of the subject' }];
  await post(office, '/participants', { slug, names, country: 'SG', roles: ['provider', 'consumer'] });
  const check = { method: 'TEST_ONLY', checkedOn: '2026-01-05' };
  await post(office, `/participants/${encodeURIComponent(id)}/approve`, check);
  return undefined;
}

async function publish(office: BackOffice, id: string, payload: string): Promise<string> {
  itemOf(await post(office, '/drafts', { drafts: [{ id, payload, source: 'conformance suite' }] }));
  const item = itemOf(await post(office, '/listings/publish', { ids: [id] }));
  const [, hex] = /"sha256:([0-9a-f]{64})"/.exec(JSON.stringify(item)) ?? [];
  return hex ?? '';
}

const onGrant =
  (verb: string): Act =>
  async (office, { document = '', ...body }) => {
    await post(office, `/grants/${encodeURIComponent(`sha256:${document}`)}/${verb}`, body);
    return undefined;
  };

const onListing =
  (verb: string): Act =>
  async (office, { id = '', ...body }) => {
    await post(office, `/listings/${encodeURIComponent(id)}/${verb}`, body);
    return undefined;
  };

async function requestGrant(office: BackOffice, args: Arguments): Promise<string> {
  const made = await post(office, '/grants', {
    listing: textOf(args, 'listing'),
    termsId: textOf(args, 'terms'),
    consumer: textOf(args, 'consumer'),
    actions: [textOf(args, 'action')],
    purposes: [textOf(args, 'purpose')],
    places: [textOf(args, 'place')],
  });
  return hexOf(memberOf(made, 'id'));
}

const ACTS: Readonly<Record<string, Act>> = {
  'propose-agreement': async (office, args) => {
    return hexOf(memberOf(await post(office, '/peers/propose', { ...contactOf(args), ...TERMS }), 'proposal'));
  },
  'accept-agreement': async (office, args) => {
    await post(office, '/peers/accept', { ...contactOf(args), waitMs: WAIT_MS });
    return undefined;
  },
  'register-participant': (office, args) => register(office, textOf(args, 'id')),
  'publish-listing': (office, args) => publish(office, textOf(args, 'id'), textOf(args, 'payload')),
  'request-grant': requestGrant,
  'offer-grant': onGrant('offer'),
  'refuse-grant': onGrant('refuse'),
  'withdraw-grant': onGrant('withdraw'),
  'suspend-grant': onGrant('suspend'),
  'resume-grant': onGrant('resume'),
  'revoke-grant': onGrant('revoke'),
  'suspend-listing': onListing('suspend'),
  'withdraw-listing': onListing('withdraw'),
};

/** Verbs that this program does. */
export const SELAT_VERBS: readonly string[] = Object.keys(ACTS);

function argumentsOf(request: unknown): Arguments {
  const given = memberOf(request, 'arguments');
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Answers one line of the suite with one line. Never throws. */
export async function answerLine(office: BackOffice, line: string): Promise<string> {
  const request: unknown = JSON.parse(line);
  const id = memberOf(request, 'id');
  try {
    const act = ACTS[String(memberOf(request, 'verb'))];
    if (act === undefined) throw new Error(`verb ${String(memberOf(request, 'verb'))} is not known here`);
    const digest = await act(office, argumentsOf(request));
    return JSON.stringify({ id, ok: true, ...(digest === undefined ? {} : { digest }) });
  } catch (error) {
    return JSON.stringify({ id, ok: false, error: error instanceof Error ? error.message : String(error) });
  }
}
