/** What the store says: schema, log against head, clocks, deliveries, backups. */
import { formerLogKeysIn, logKeyIn } from '../config/index.js';
import { requireHead } from '../log/recovery.js';
import { MIGRATIONS } from '../store/migrations.js';
import { logReads } from '../store/read-log.js';
import { type Check, checkOf, daysText, type Finding, unwell, well } from './check.js';
import type { ExaminedNode } from './examined-node.js';

/** A delivery that waits longer than this is not only slow, milliseconds. */
const LATE_MS = 3_600_000;
/** Age of the newest backup that is too old in LIVE, milliseconds. */
const BACKUP_MS = 2 * 86_400_000;
/** The log never goes back, so a clock behind it was set back. */
const SET_BACK_MS = 5_000;

export async function storeChecks(node: ExaminedNode): Promise<readonly Check[]> {
  return [
    await checkOf('database', () => database(node)),
    await checkOf('log head', () => logHead(node)),
    await checkOf('clock', () => clock(node)),
    await checkOf('outbox', () => outbox(node)),
    await checkOf('backup', () => backup(node)),
  ];
}

async function database(node: ExaminedNode): Promise<Finding> {
  const { engine, steps } = await node.snapshot();
  const [found, known] = [steps.at(-1)?.number ?? 0, Math.max(...MIGRATIONS.map(({ number }) => number))];
  if (found > known) return unwell(`${engine}, schema ${found} of a newer build`, 'run the newer build');
  const missing = MIGRATIONS.filter(({ number }) => !steps.some((step) => step.number === number)).length;
  return well(`${engine}, schema ${found}${missing === 0 ? '' : `, ${missing} steps follow at the next start`}`);
}

async function logHead(node: ExaminedNode): Promise<Finding> {
  const head = await node.head();
  const { db } = await node.snapshot();
  const log = logReads(db);
  const descriptor = await node.descriptor();
  const origin = await node.origin();
  const key = logKeyIn(descriptor, origin, 'the folder of the node');
  const formerLogKeys = formerLogKeysIn(descriptor, origin);
  const heads = { load: async () => head?.head };
  const { size: covered } = await requireHead({ log, heads, logKey: { key }, formerLogKeys });
  const { frontier } = await log.readState();
  const rest = frontier.size - covered;
  return well(`covers ${covered} of ${frontier.size} entries${rest === 0 ? '' : '; the next start completes it'}`);
}

async function clock(node: ExaminedNode): Promise<Finding> {
  const { db } = await node.snapshot();
  const state = await db.selectFrom('log_state').select('time_ms').executeTakeFirst();
  const behind = (state?.time_ms ?? 0) - node.input.clock();
  if (behind <= SET_BACK_MS) return well('at or after the newest entry of the log');
  const said = `${Math.round(behind / 1000)} s behind the newest entry of the log`;
  return unwell(said, 'set the clock, and let a time service keep it');
}

async function outbox(node: ExaminedNode): Promise<Finding> {
  const { db } = await node.snapshot();
  const rows = await db
    .selectFrom('outbox')
    .leftJoin('document', 'document.digest', 'outbox.document_digest')
    .leftJoin('leaf', 'leaf.idx', 'document.leaf_index')
    .select(['outbox.peer', 'outbox.state', 'outbox.attempts', 'leaf.time_ms'])
    .where((row) => row.or([row('outbox.state', '=', 'failed'), row('outbox.attempts', '>', 0)]))
    .limit(1_000)
    .execute();
  const failed = rows.filter(({ state }) => state === 'failed').length;
  const now = node.input.clock();
  const late = rows.filter(({ state, time_ms: since }) => state === 'due' && since !== null && since < now - LATE_MS);
  if (failed === 0 && late.length === 0) return well(`nothing failed; ${rows.length} tried more than once`);
  const peers = [...new Set([...late, ...rows.filter(({ state }) => state === 'failed')].map(({ peer }) => peer))];
  const said = `${failed} failed, ${late.length} wait for more than an hour; for ${peers.join(', ')}`;
  return unwell(said, 'see `selat outbox list` for the reasons');
}

async function backup(node: ExaminedNode): Promise<Finding> {
  const { exchange } = await node.config();
  const at = await newestBackup(node);
  const now = node.input.clock();
  if (at !== undefined && now - at < BACKUP_MS) return well(`the newest was taken ${daysText(at, now)}`);
  const said = at === undefined ? 'none was ever taken' : `the newest was taken ${daysText(at, now)}`;
  if (exchange.environment === 'SANDBOX') return well(said);
  return unwell(said, 'take one with `selat backup`, and let a timer repeat it');
}

/** When an officer took the newest backup of a running gateway. */
export async function newestBackup(node: ExaminedNode): Promise<number | undefined> {
  const { db } = await node.snapshot();
  const query = db.selectFrom('leaf').select('time_ms').where('chain', '=', '-').where('act', '=', 'local/backup');
  return (await query.orderBy('idx', 'desc').limit(1).executeTakeFirst())?.time_ms;
}
