/** Peers: whether they are reached with the pinned certificates, how their clocks run, how long the agreement lasts. */
import { FederationServiceClient } from '@selat/proto/selat/v1/federation_service.js';
import { PROTOCOL_VERSION } from '../config/index.js';
import { loadAgreements } from '../domain/agreement/load-agreement.js';
import type { PeerRow } from '../domain/rows.js';
import { toPinnedPeer } from '../federation/peer-pins.js';
import { openPeerChannel, parseStatus } from '../federation/transport/index.js';
import { type Check, checkOf, daysText, type Finding, unwell, WARN_MS, well } from './check.js';
import type { ExaminedNode } from './examined-node.js';

const CALL_MS = 5_000;
/** A peer refuses documents from a minute ahead on; ten seconds are a clock that nobody keeps. */
const MAX_SKEW_MS = 10_000;

export async function peerChecks(node: ExaminedNode): Promise<readonly Check[]> {
  const peers = await node
    .reader()
    .then((reader) => reader.listPeers())
    .catch(() => []);
  const checks: Check[] = [];
  for (const peer of peers.filter(({ status }) => status === 'pinned')) {
    checks.push(await checkOf(`peer ${peer.exchange}`, () => reach(node, peer)));
    checks.push(await checkOf(`clock of ${peer.exchange}`, () => skew(node, peer)));
    checks.push(await checkOf(`agreement ${peer.exchange}`, () => agreement(node, peer)));
  }
  return checks;
}

/** Calls the peer as the gateway does: it proves both pins, both certificates, address and network. */
async function reach(node: ExaminedNode, row: PeerRow): Promise<Finding> {
  const { tls } = await node.files();
  const current = { certPem: tls.certificatePem, keyPem: tls.keyPem };
  const channel = openPeerChannel({
    ...toPinnedPeer(row),
    address: row.federation,
    identity: { current: () => current, onChange: () => () => undefined },
    protocol: PROTOCOL_VERSION,
    clock: node.input.clock,
    deadlineMs: CALL_MS,
  });
  try {
    const client = channel.client(FederationServiceClient);
    await new Promise<void>((resolve, reject) => {
      client.getDescriptor({ knownSequence: BigInt(Number.MAX_SAFE_INTEGER) }, (error) => {
        if (error === null) resolve();
        else reject(parseStatus(error, row.exchange));
      });
    });
    return well(`answers on ${row.federation} with the pinned certificate`);
  } finally {
    channel.close();
  }
}

/** Its log time of our newest answered act lies between our times of sending it and of hearing the answer. */
async function skew(node: ExaminedNode, { exchange }: PeerRow): Promise<Finding> {
  const { db } = await node.snapshot();
  const newest = await db
    .selectFrom('receipt_item as item')
    .innerJoin('leaf as heard', 'heard.document_digest', 'item.receipt_digest')
    .innerJoin('document', 'document.digest', 'item.document_digest')
    .innerJoin('leaf as sent', 'sent.idx', 'document.leaf_index')
    .select(['item.time_ms as theirs', 'sent.time_ms as sent', 'heard.time_ms as heard'])
    .where('item.issuer', '=', exchange)
    .where('heard.chain', '=', exchange)
    .orderBy('item.time_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return well('nothing was answered yet');
  const { theirs, sent, heard } = newest;
  const off = theirs < sent ? theirs - sent : Math.max(0, theirs - heard);
  if (Math.abs(off) <= MAX_SKEW_MS) return well(`within ${MAX_SKEW_MS / 1000} s of this one`);
  const said = `${Math.round(Math.abs(off) / 1000)} s ${off < 0 ? 'behind' : 'ahead of'} this one`;
  return unwell(said, 'find out with the other operator whose clock is wrong');
}

async function agreement(node: ExaminedNode, { exchange }: PeerRow): Promise<Finding> {
  const reader = await node.reader();
  const now = node.input.clock();
  const agreements = await loadAgreements({ reader, clock: node.input.clock }, exchange);
  const inForce = agreements.find(({ state }) => state.state === 'in-force');
  if (inForce === undefined) {
    const state = agreements[0]?.state.state ?? 'none known';
    return unwell(
      `none is in force; the newest is ${state}`,
      `agree with \`selat peer propose\` or \`selat peer accept\``,
    );
  }
  const ends = inForce.state.endsAt ?? inForce.agreement.end;
  const said = `in force, ends ${daysText(ends, now)}`;
  return ends < now + WARN_MS ? unwell(said, 'propose the next one, which supersedes it') : well(said);
}
