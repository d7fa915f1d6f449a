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
    checks.push(...(await reachChecks(node, peer)));
    checks.push(await checkOf(`agreement ${peer.exchange}`, () => agreement(node, peer)));
  }
  return checks;
}

/** What a call to a peer showed. */
interface Reached {
  /** Its clock less ours, milliseconds, to a second; undefined where its answer has no date. */
  readonly skewMs: number | undefined;
}

/** Calls the peer as the gateway does: it proves both pins, both certificates, address and network. */
async function call(node: ExaminedNode, row: PeerRow): Promise<Reached> {
  const { tls } = await node.files();
  const current = { certPem: tls.certificatePem, keyPem: tls.keyPem };
  const { clock } = node.input;
  const channel = openPeerChannel({
    ...toPinnedPeer(row),
    address: row.federation,
    identity: { current: () => current, onChange: () => () => undefined },
    protocol: PROTOCOL_VERSION,
    clock,
    deadlineMs: CALL_MS,
  });
  try {
    const client = channel.client(FederationServiceClient);
    return await new Promise<Reached>((resolve, reject) => {
      let skewMs: number | undefined;
      const asked = client.getDescriptor({ knownSequence: BigInt(Number.MAX_SAFE_INTEGER) }, (error) => {
        if (error === null) resolve({ skewMs });
        else reject(parseStatus(error, row.exchange));
      });
      asked.on('metadata', (metadata) => {
        const date = Date.parse(String(metadata.get('date')[0] ?? ''));
        skewMs = Number.isNaN(date) ? undefined : date - clock();
      });
    });
  } finally {
    channel.close();
  }
}

/** The call, and the clock that its answer showed. */
async function reachChecks(node: ExaminedNode, row: PeerRow): Promise<readonly Check[]> {
  let reached: Reached = { skewMs: undefined };
  const name = `peer ${row.exchange}`;
  const peer = await checkOf(name, async () => {
    reached = await call(node, row);
    return well(`answers on ${row.federation} with the pinned certificate`);
  });
  if (reached.skewMs === undefined) return [peer];
  return [peer, { name: `clock of ${row.exchange}`, fix: '', ...skewFinding(reached.skewMs) }];
}

function skewFinding(skewMs: number): Finding {
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return well(`within ${MAX_SKEW_MS / 1000} s of this one`);
  const said = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? 'behind' : 'ahead of'} this one`;
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
