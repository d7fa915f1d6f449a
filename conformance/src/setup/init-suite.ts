/** Writes the suite's side of a test bench: its peers, what the subject must pin, and a file that says what the subject is. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fingerprintOf,
  makePeer,
  OWN_PEERS,
  type OwnPeerName,
  type PeerOnDisk,
  PROTOCOL,
  type World,
} from '../run/index.js';
import { BadSuiteDir, descriptorFile, writePeer } from './peer-files.js';
import { subjectTemplate } from './subject-template.js';

/** Where the peers will listen. */
export interface InitOptions {
  /** Folder to make. */
  readonly dir: string;
  /** Host that the subject dials and that the endpoints bind. */
  readonly host: string;
  /** One port for each peer, in the order of OWN_PEERS. */
  readonly ports: readonly number[];
  readonly world: World;
}

/** One peer as the operator of the subject needs it. */
export interface ToPin {
  readonly name: OwnPeerName;
  readonly exchange: string;
  readonly address: string;
  readonly descriptor: string;
  readonly fingerprint: string;
  /** What the operator of the subject does with it. */
  readonly task: string;
}

/** What was written. */
export interface Initialised {
  readonly dir: string;
  readonly subjectFile: string;
  readonly peers: readonly ToPin[];
}

const TASKS: Readonly<Record<OwnPeerName, string>> = {
  good: 'pin it, and propose an agreement to it; the suite signs it',
  rogue: 'pin it, and accept the agreement that it offers when a run begins',
  newcomer: 'pin it, and propose an agreement to it; the suite never signs it',
  unknown: 'do nothing: it must stay a stranger',
};

function toPin(dir: string, { name, exchange, address, descriptor }: PeerOnDisk): ToPin {
  const file = descriptorFile(dir, name);
  return { name, exchange, address, descriptor: file, fingerprint: fingerprintOf(descriptor), task: TASKS[name] };
}

/** The table of what the subject must pin, as text. */
export function pinningText(peers: readonly ToPin[]): string {
  return peers
    .map(({ name, exchange, descriptor, fingerprint, task }) =>
      [`${name} (${exchange})`, `  ${task}`, `  descriptor   ${descriptor}`, `  fingerprint  ${fingerprint}`].join(
        '\n',
      ),
    )
    .join('\n\n');
}

/** Makes the folder. @throws BadSuiteDir where it exists already */
export async function initSuite({ dir, host, ports, world }: InitOptions): Promise<Initialised> {
  if (existsSync(join(dir, 'peers')))
    throw new BadSuiteDir(
      `${dir} is a folder of the suite already: subjects may have pinned its peers; choose another`,
    );
  mkdirSync(dir, { recursive: true });
  const made = await Promise.all(OWN_PEERS.map((name) => makePeer(name, world)));
  const peers = made.map((peer, index) =>
    toPin(dir, writePeer(dir, peer, `${host}:${ports[index] ?? 0}`, PROTOCOL, world)),
  );
  const subjectFile = join(dir, 'subject.yaml');
  writeFileSync(subjectFile, subjectTemplate());
  writeFileSync(join(dir, 'PIN.txt'), `What the operator of the subject pins:\n\n${pinningText(peers)}\n`);
  return { dir, subjectFile, peers };
}
