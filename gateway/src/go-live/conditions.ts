/** What has to hold before an exchange acts in LIVE: what a doctor looks at, and what only a person can have done. [OPS-40] */
import { access } from 'node:fs/promises';
import { findPassphrase, nodePaths } from '../config/index.js';
import { type Check, checkOf, daysText, type Finding, unwell, well } from '../doctor/check.js';
import { type ExaminedInput, ExaminedNode } from '../doctor/examined-node.js';
import { fileChecks } from '../doctor/file-checks.js';
import { isHeadApart, machineChecks } from '../doctor/machine-checks.js';
import { peerChecks } from '../doctor/peer-checks.js';
import { newestBackup, storeChecks } from '../doctor/store-checks.js';
import { defaultPolicy } from '../domain/admission/policy.js';
import { toPolicy } from '../domain/admission/require-admitted.js';
import { loadAgreements } from '../domain/agreement/load-agreement.js';
import { HELD_ACTS } from '../domain/office/held-acts.js';
import { testOnlyMembers } from './members.js';
import { readPromotion, sharesPassphrase } from './promotion-note.js';

/** Looks at a node, running or not; changes nothing. */
export async function goLiveConditions(input: ExaminedInput): Promise<readonly Check[]> {
  const node = new ExaminedNode(input);
  try {
    const files = await fileChecks(node);
    if (files[0]?.ok !== true) return files.slice(0, 1);
    const own = new Set(OWN.map(([name]) => name));
    const looked = [
      ...files,
      ...(await machineChecks(node)),
      ...(await storeChecks(node)),
      ...(await peerChecks(node)),
    ];
    const conditions: Check[] = [];
    for (const [name, look] of OWN) conditions.push(await checkOf(name, () => look(node)));
    return [...conditions, ...looked.filter(({ name }) => !own.has(name))];
  } finally {
    await node.close();
  }
}

type Look = (node: ExaminedNode) => Promise<Finding>;

const OWN: readonly (readonly [name: string, look: Look])[] = [
  ['environment', environment],
  ['exchange id', exchangeId],
  ['legal ids', legalIds],
  ['address for peers', advertised],
  ['passphrase', passphrase],
  ['offline keys', offlineKeys],
  ['head store', headStore],
  ['officers', officers],
  ['members', members],
  ['admission', admission],
  ['agreement', agreement],
  ['backup', backup],
];

async function environment(node: ExaminedNode): Promise<Finding> {
  const { exchange } = await node.config();
  if (exchange.environment === 'LIVE') return well('LIVE');
  return unwell('this node is SANDBOX, and stays so', 'make the LIVE identity: `selat go-live --promote`');
}

/** Names that no public resolver answers, RFC 2606 and RFC 6761. */
const RESERVED = /(?:^|\.)(?:example|test|invalid|localhost|local)$/;

async function exchangeId(node: ExaminedNode): Promise<Finding> {
  const { id } = (await node.config()).exchange;
  if (!RESERVED.test(id)) return well(id);
  return unwell(`${id} is a name for examples`, 'promote under a DNS name that the exchange owns: --exchange');
}

async function legalIds(node: ExaminedNode): Promise<Finding> {
  const { legalEntity } = await node.descriptor();
  const ids = legalEntity.externalIds.map(({ scheme, value }) => `${scheme} ${value}`);
  if (ids.length > 0) return well(ids.join(', '));
  return unwell(
    'the descriptor names no registration of the legal entity',
    'state exchange.legalEntity.externalIds before promotion, such as cn.uscc, my.ssm or lei',
  );
}

async function advertised(node: ExaminedNode): Promise<Finding> {
  const { advertise } = (await node.config()).federation;
  if (!/^(?:127\.|localhost:|\[::1\])/.test(advertise)) return well(advertise);
  return unwell(`peers are told to dial ${advertise}`, 'promote with --advertise, the host:port that peers reach');
}

/** The environment of a process is read by whoever may look at the process. */
async function passphrase(node: ExaminedNode): Promise<Finding> {
  const source = findPassphrase(node.input.env);
  const fix = 'keep it in a file of mode 0600, or a secret of the supervisor, and name it in SELAT_KEY_PASSPHRASE_FILE';
  if (source === undefined || source === 'both') return unwell('there is not one source of it', fix);
  if (source.kind === 'value') return unwell('it stands in the environment of the process', fix);
  const { dir } = await node.config();
  if (await sharesPassphrase(await readPromotion(dir), node)) {
    return unwell('it is the one of the sandbox', 'promote again with a passphrase that no other node has');
  }
  return well('in a file, and not the one of the sandbox');
}

async function offlineKeys(node: ExaminedNode): Promise<Finding> {
  const { offline } = nodePaths((await node.config()).dir);
  const isHere = await access(offline).then(
    () => true,
    () => false,
  );
  if (!isHere) return well('not on this machine');
  return unwell(
    `${offline} lies beside the keys that serve`,
    'move it to an offline medium, check the copy, and delete it here',
  );
}

async function headStore(node: ExaminedNode): Promise<Finding> {
  if (await isHeadApart(node)) return well('apart from the data');
  return unwell(
    'on the disk or server of the data',
    'put log.headDir on another disk, or name SELAT_HEAD_DATABASE_URL on another server',
  );
}

/** Each act that waits for a second officer needs two people who may do it. */
async function officers(node: ExaminedNode): Promise<Finding> {
  const active = (await (await node.reader()).listOfficers()).filter(({ state }) => state === 'active');
  const { officers: rule } = await node.config();
  const short = rule.twoFor.filter((act) => {
    const roles: readonly string[] = HELD_ACTS[act].roles;
    return active.filter(({ role }) => roles.includes(role)).length < 2;
  });
  const missing = (['compliance', 'auditor'] as const).filter((wanted) => !active.some(({ role }) => role === wanted));
  const fix = 'add people with `selat officer add SLUG --role ROLE`';
  if (rule.twoFor.length === 0)
    return unwell('no act waits for a second officer', 'remove officers.twoFor: [] from the configuration');
  const lacks = [
    ...(missing.length > 0 ? [`nobody has the role ${missing.join(', nor ')}`] : []),
    ...(short.length > 0 ? [`nobody could approve ${short.join(', ')} as the second`] : []),
  ];
  return lacks.length === 0
    ? well(`${active.length} active, two for each act that waits`)
    : unwell(lacks.join('; '), fix);
}

async function members(node: ExaminedNode): Promise<Finding> {
  const { exchange } = await node.config();
  const wrong = await testOnlyMembers(await node.reader(), exchange.id);
  if (wrong.length === 0) return well('every identity check is a real one');
  return unwell(`checked as TEST_ONLY: ${wrong.join(', ')}`, 'suspend them, and approve them after a real check');
}

async function admission(node: ExaminedNode): Promise<Finding> {
  const { exchange } = await node.config();
  const row = await (await node.reader()).findAdmission();
  const policy = row === undefined ? defaultPolicy(exchange.environment) : toPolicy(row);
  if (policy.policy === 'pilot') return well('pilot');
  return unwell('every product is let through', 'begin with the pilot: `selat admission narrow`');
}

async function agreement(node: ExaminedNode): Promise<Finding> {
  const reader = await node.reader();
  const inForce: string[] = [];
  for (const { exchange } of await reader.listPeers()) {
    const known = await loadAgreements({ reader, clock: node.input.clock }, exchange);
    if (known.some(({ state }) => state.state === 'in-force')) inForce.push(exchange);
  }
  if (inForce.length > 0) return well(`in force with ${inForce.join(', ')}`);
  return unwell('none is in force', 'agree with a peer of the same environment: `selat peer propose` or `accept`');
}

/** Oldest backup with which to begin, milliseconds. */
const FRESH_MS = 2 * 86_400_000;

async function backup(node: ExaminedNode): Promise<Finding> {
  const at = await newestBackup(node);
  const now = node.input.clock();
  if (at !== undefined && now - at < FRESH_MS) return well(`taken ${daysText(at, now)}`);
  const said = at === undefined ? 'none was ever taken' : `the newest was taken ${daysText(at, now)}`;
  return unwell(said, 'take one with `selat backup`, restore it once elsewhere, and let a timer repeat it');
}
