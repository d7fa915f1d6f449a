/** The acts of the demo, in order. Each is a public command; nothing is faked. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Commands, DemoFailure } from './commands.js';
import type { ServingNode } from './demo-node.js';

/** What one import printed. */
export interface Imported {
  readonly read: number;
  readonly published: number;
  readonly rejected: readonly { readonly file: string; readonly reason: string }[];
}

/** The parts of a grant that the demo shows. */
export interface GrantShown {
  readonly id: string;
  readonly state: string;
  readonly signers: readonly string[];
  readonly decisions: readonly string[];
  readonly reason?: string;
  readonly needs: readonly (readonly string[])[];
}

/** The two gateways. */
export interface Nodes {
  readonly szdex: ServingNode;
  readonly my: ServingNode;
}

/** Tells people what is going on. */
export type Say = (step: string, detail: string) => void;

/** A listing as the catalogue shows it. */
export interface Product {
  readonly id: string;
  readonly titles: Readonly<Record<string, string>>;
}

interface Terms {
  readonly id: string;
  readonly actions: readonly string[];
  readonly purposes: readonly string[];
}

interface NodeShown {
  readonly log: { readonly size: number; readonly root: string };
  readonly listings: Readonly<Record<string, number>>;
  readonly outbox: { readonly due: number; readonly failed: number };
}

/** Longest wait for a delivery, milliseconds, and how often one looks. */
const DELIVERY_MS = 60_000;
const LOOK_MS = 200;

/** Both gateways and the way to talk to them. */
export class Story {
  readonly #commands: Commands;
  readonly #now: () => number;
  readonly #today: string;
  readonly #terms = new Map<string, Terms>();

  constructor(commands: Commands, now: () => number, today: string) {
    this.#commands = commands;
    this.#now = now;
    this.#today = today;
  }

  /** Runs a command against the gateway of one node. */
  on<T>(node: ServingNode, args: readonly string[], expected?: readonly number[]): Promise<T> {
    return this.#commands.selat<T>([...args, '--config', node.config], expected);
  }

  /**
   * Pins both ways and forms the agreement; returns its state on both sides.
   * @param terms options of `peer propose`
   */
  async agree(proposer: ServingNode, acceptor: ServingNode, terms: readonly string[] = []): Promise<string> {
    const naming = ({ descriptor, fingerprint }: ServingNode) => [
      '--descriptor',
      descriptor,
      '--fingerprint',
      fingerprint,
    ];
    await this.on(proposer, ['peer', 'propose', ...naming(acceptor), ...terms]);
    const peer = await this.on<{ agreements: readonly { state: string }[] }>(acceptor, [
      'peer',
      'accept',
      ...naming(proposer),
    ]);
    const state = peer.agreements[0]?.state ?? 'none';
    if (state !== 'in-force') throw new DemoFailure(`the agreement is ${state}, not in force`);
    return state;
  }

  /** Registers a member and approves it after its identity check. */
  async join(node: ServingNode, slug: string, name: string, role: string): Promise<void> {
    const country = node.name === 'my' ? 'MY' : 'CN';
    const named = ['--name', name, '--country', country, '--role', role];
    await this.on(node, ['participant', 'register', slug, ...named]);
    const check = ['--method', 'TEST_ONLY', '--checked-on', this.#today];
    await this.on(node, ['participant', 'approve', `${node.exchange}/p/${slug}`, ...check]);
  }

  /** Adds an officer; returns the file with the token. */
  async appoint(node: ServingNode, slug: string, role: string): Promise<string> {
    const token = join(node.dir, `${slug}.token`);
    await this.on(node, ['officer', 'add', slug, '--role', role, '--token-file', token]);
    return token;
  }

  /**
   * Imports a catalogue as drafts and has each review given by an officer who did not import it.
   * @param reviews token file of the officer for each kind of review
   */
  async draftReviewed(
    node: ServingNode,
    format: string,
    source: string,
    layers: string,
    reviews: Readonly<Record<string, string>>,
  ): Promise<Imported> {
    const drafted = await this.#import<Imported>(node, format, source, layers, '--draft');
    for (const [kind, token] of Object.entries(reviews)) {
      await this.on(node, ['review', 'approve', '--all', '--kind', kind, '--as', token]);
    }
    return drafted;
  }

  /** Imports and publishes a catalogue. Records that lack something are reported, not dropped. */
  publish(node: ServingNode, format: string, source: string, layers: string): Promise<Imported> {
    return this.#import<Imported>(node, format, source, layers, '--publish');
  }

  #import<T>(node: ServingNode, format: string, source: string, layers: string, how: string): Promise<T> {
    const files = ['--terms', join(layers, 'terms.yaml'), '--overlay', join(layers, 'overlay.yaml')];
    return this.on<T>(node, ['import', '--format', format, source, ...files, how], [0, 1]);
  }

  show(node: ServingNode): Promise<NodeShown> {
    return this.on<NodeShown>(node, ['node', 'show']);
  }

  /** Waits until the node has that many listings of an exchange. */
  async delivered(node: ServingNode, exchange: string, count: number): Promise<void> {
    await this.#until(`${node.exchange} to have ${count} listings of ${exchange}`, async () => {
      const { listings } = await this.show(node);
      return (listings[exchange] ?? 0) >= count;
    });
  }

  /** Requests a grant on a listing, under its first licence. @param more options of `grant request` */
  async request(
    node: ServingNode,
    consumer: string,
    listing: string,
    more: readonly string[] = [],
  ): Promise<GrantShown> {
    const terms = await this.#termsOf(node, listing);
    const wanted = ['--action', terms.actions[0] ?? '', '--purpose', terms.purposes[0] ?? ''];
    const place = node.name === 'my' ? 'MY' : 'CN';
    const naming = ['--listing', listing, '--terms', terms.id, '--consumer', consumer];
    return this.on<GrantShown>(node, ['grant', 'request', ...naming, ...wanted, '--place', place, ...more]);
  }

  /** The first licence of a listing that verifies; who asks twice looks once. */
  async #termsOf(node: ServingNode, listing: string): Promise<Terms> {
    const known = this.#terms.get(listing);
    if (known !== undefined) return known;
    const shown = await this.on<{ verified: boolean; terms: readonly Terms[] }>(node, ['listing', 'show', listing]);
    const [terms] = shown.terms;
    if (terms === undefined || !shown.verified) throw new DemoFailure(`listing ${listing} does not verify`);
    this.#terms.set(listing, terms);
    return terms;
  }

  /** Waits until the node shows the grant in a state. */
  async reached(node: ServingNode, id: string, state: string): Promise<GrantShown> {
    let shown: GrantShown | undefined;
    await this.#until(`grant ${id} to be ${state} on ${node.exchange}`, async () => {
      shown = await this.on<GrantShown | undefined>(node, ['grant', 'show', id], [0, 1, 2]);
      return shown?.state === state;
    });
    if (shown === undefined) throw new DemoFailure(`grant ${id} is not known on ${node.exchange}`);
    return shown;
  }

  /** Checks the countersigned grant offline, trusting the two fingerprints that were read aloud. */
  async verifyOffline(node: ServingNode, id: string, peers: readonly ServingNode[], dir: string): Promise<boolean> {
    const detail = await this.on<{ documents: readonly { type: string; document: unknown }[] }>(node, [
      'grant',
      'show',
      id,
    ]);
    const grant = detail.documents.find(({ type }) => type === 'selat.v1.Grant');
    const file = join(dir, 'grant.jws.json');
    await writeFile(file, JSON.stringify(grant?.document));
    const trusted = peers.flatMap(({ descriptor }) => ['--trust', descriptor]);
    const { verified } = await this.#commands.selat<{ verified: boolean }>(['verify', file, ...trusted], [0, 1]);
    return verified;
  }

  async #until(what: string, look: () => Promise<boolean>): Promise<void> {
    const deadline = this.#now() + DELIVERY_MS;
    while (!(await look())) {
      if (this.#now() > deadline) throw new DemoFailure(`gave up waiting for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
