// One life of a small gateway, on the compiled build: submits, as a peer would, and says what was answered.
// node crash-child.mjs DIR [POINT OCCURRENCE] - in SQLite, or in the database of SELAT_DATABASE_URL. The last line is a JSON object, absent where the process was killed.
import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { documentDigest, submissionDigest } from '@selat/sdk/document';
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import { toNoteKey } from '@selat/sdk/log';
import { checkLog, openCommitter, openProbe } from '../../dist/log/index.js';
import { openSqliteStore } from '../../dist/store/index.js';
import { openPostgresStore } from '../../dist/store/open-postgres.js';

const [dir, point, occurrence] = process.argv.slice(2);
const exchange = 'szdex.example';
const peer = 'my.example';
const context = { exchange, env: 'SANDBOX', origin: `${exchange}/log/sandbox-1` };
const COUNTER = {
  id: 'my.example/l/counter',
  exchange: peer,
  state: 'open',
  provider: 'p',
  product: 'd',
  titles: '{}',
  form: 'f',
  visibility: 'v',
  valid_from_ms: 0,
  valid_until_ms: 1,
};
const seed = (name) => () => createHash('sha256').update(name).digest();
const logKey = generatePrivateKey('Ed25519', seed('log'));
// ES256 signatures differ each time: one made twice would show.
const receiptKey = generatePrivateKey('ES256', (length) =>
  Buffer.concat([seed('receipt')(), seed('more')()]).subarray(0, length),
);
const print = (line) => writeSync(1, `${line}\n`);

const probe = openProbe({ kill: () => process.kill(process.pid, 'SIGKILL') });
if (point !== undefined) probe.arm(point, Number(occurrence));
const url = process.env.SELAT_DATABASE_URL;
const headDir = join(dir, 'head');
const store = url
  ? await openPostgresStore({ url, head: { dir: headDir }, context, probe })
  : await openSqliteStore({ file: join(dir, 'selat.sqlite'), headDir, context, probe });
const committer = await openCommitter({
  store,
  context,
  logKey: { key: toNoteKey(context.origin, 'Ed25519', logKey.publicKey.raw), signer: localSigner(logKey) },
  receiptSigners: [localSigner(receiptKey)],
  clock: Date.now,
  random: randomBytes,
  probe,
});

function change(name, kind, named, document, { version = 0, revision = 0 } = {}) {
  const { type } = document;
  const { documentDigest: digest, submissionDigest } = named;
  const row = { ...COUNTER, digest, revision: revision + 1 };
  return {
    documents: [{ digest, submissionDigest, issuer: peer, form: 'complete', document }],
    leaves: [{ act: type, direction: 'in', chain: peer, ...named }],
    rows: name.startsWith('counted') ? [{ table: 'listing', expectedVersion: version, row }] : [],
    evidence: [{ subject: `listing:${name}`, digest, by: peer }],
    outbox: [{ peer: 'sg.example', digest, submissionDigest }],
    answer: { submitter: peer, channel: 'stream', kind, act: type, verdict: 'ACCEPTED', ...named },
  };
}

async function submit(name, kind) {
  const type = 'selat.v1.Listing';
  const document = {
    type,
    payload: Buffer.from(name),
    signatures: [{ protected: Buffer.from(name), signature: Buffer.alloc(64) }],
  };
  const digest = documentDigest(type, document.payload).toString('hex');
  const submission = submissionDigest(type, document.payload, document.signatures).toString('hex');
  const named = { documentDigest: digest, submissionDigest: submission };
  let earlier;
  const { receipt } = await committer.commit(async () => {
    earlier = await store.reader.findAnswer(peer, submission);
    if (earlier !== undefined) return {};
    return change(name, kind, named, document, await store.reader.findListing(COUNTER.id));
  });
  const signed = receipt ?? earlier;
  const signature = Buffer.concat(signed.signatures.map((one) => one.signature)).toString('hex');
  print(`answered ${name} ${signature}`);
}

for (const round of ['a', 'b', 'c']) {
  await Promise.all(Array.from({ length: 5 }, (_, i) => submit(`streamed-${round}${i}`, 'stream')));
  await submit(`counted-${round}`, 'unary');
}

const { size, problems } = await checkLog(store.log, store.heads);
const unsigned = await store.log.listUnsigned();
const counter = await store.reader.findListing('my.example/l/counter');
const outbox = await store.reader.listOutbox(1000);
const head = await store.heads.load();
const report = {
  size,
  problems,
  unsigned: unsigned.length,
  counter: counter.revision,
  outbox: outbox.length,
  head: head.checkpoint.size,
  points: probe.points(),
};
await committer.close();
await store.close();
print(JSON.stringify(report));
