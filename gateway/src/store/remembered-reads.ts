/**
 * Remembers what a store said of what acts read again and again: keys, peers, agreements, records, the acts on a grant. For
 * a store with one writer, whose Changes say all that can change: what a Change may have written is forgotten before
 * anybody is told that it is committed. Documents are read again and again because they name what an act rests on.
 */
import type { DigestHex } from '@selat/sdk/model';
import type { Change } from '../domain/change.js';
import type { Evidence, EvidenceReceipt, Reader, StoredDocument } from '../domain/ports.js';

/** Most answers kept; the one used longest ago goes first. */
const MAX_KEPT = 1_024;
/** Largest payload of a document that is kept, bytes. */
const MAX_KEPT_BYTES = 16_384;
/** Most bytes of the payloads of a list of acts that is kept. */
const MAX_KEPT_LIST_BYTES = 32_768;

/** What an answer rests on: `row <table>`, `subject <subject>` or `document <digest>`. */
type Ground = string;

const onDocument = (digest: DigestHex): Ground => `document ${digest}`;
const isSmall = ({ document }: StoredDocument): boolean => document.payload.length <= MAX_KEPT_BYTES;
const isShort = (acts: readonly Evidence[]): boolean =>
  acts.reduce((bytes, { document }) => bytes + document.payload.length, 0) <= MAX_KEPT_LIST_BYTES;

/** How one read is remembered. */
interface Rule<Args extends readonly unknown[], Answer> {
  /** What its answer rests on, as its arguments tell; undefined = not remembered. */
  readonly grounds: (...args: Args) => readonly Ground[] | undefined;
  /** What it rests on besides, as the answer itself tells; undefined = not remembered. Absent = nothing. */
  readonly also?: (answer: Answer) => readonly Ground[] | undefined;
}

type Rules = {
  readonly [Name in keyof Reader]?: Rule<Parameters<Reader[Name]>, Awaited<ReturnType<Reader[Name]>>>;
};

const REMEMBERED: Rules = {
  findKey: { grounds: () => ['row key'] },
  listKeys: { grounds: () => ['row key'] },
  listCompromisedKeys: { grounds: () => ['row key'] },
  findPeer: { grounds: () => ['row peer'] },
  findAgreement: { grounds: () => ['row agreement'] },
  listAgreements: { grounds: () => ['row agreement'] },
  findParticipant: { grounds: () => ['row participant'] },
  findOfficerByTokenHash: { grounds: () => ['row officer'] },
  findAdmission: { grounds: () => ['row admission'] },
  findAdmittedProduct: { grounds: () => ['row admitted_product'] },
  findDocument: {
    grounds: (digest) => [onDocument(digest)],
    // Also that there is none: every new document is looked for twice before it is written.
    also: (found) => (found === undefined || isSmall(found) ? [] : undefined),
  },
  listEvidence: {
    grounds: (subject) => [`subject ${subject}`],
    also: (acts: readonly Evidence[]) => (isShort(acts) ? acts.map(({ digest }) => onDocument(digest)) : undefined),
  },
  listReceipts: {
    grounds: (digests) => (digests.length <= 16 ? digests.map(onDocument) : undefined),
    also: (receipts: readonly EvidenceReceipt[]) => (receipts.length > 0 ? [] : undefined),
  },
};

/** A reader that remembers, and how to make it forget. */
export interface RememberedReads {
  readonly reader: Reader;
  /** Forgets what any of these Changes may have written. */
  forget(changes: readonly Change[]): void;
}

/** Everything that a Change may write and an answer can rest on. */
function groundsOf(change: Change): readonly Ground[] {
  const { rows = [], documents = [], evidence = [], receiptsGot = [], leaves = [], answer } = change;
  const digests = [
    ...[...documents, ...evidence, ...receiptsGot].map(({ digest }) => digest),
    ...receiptsGot.flatMap(({ items }) => items.map(({ documentDigest }) => documentDigest)),
    ...leaves.flatMap(({ documentDigest }) => documentDigest ?? []),
    ...(answer === undefined ? [] : [answer.documentDigest]),
  ];
  const subjects = evidence.map(({ subject }) => `subject ${subject}`);
  return [...rows.map(({ table }) => `row ${table}`), ...subjects, ...digests.map(onDocument)];
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

interface Kept {
  readonly answer: Promise<unknown>;
  grounds: readonly Ground[];
}

/** Answers by name and arguments, and which of them rest on what. */
class Memory {
  readonly #kept = new Map<string, Kept>();
  readonly #restingOn = new Map<Ground, Set<string>>();
  /** Asked for and not told yet. */
  readonly #underWay = new Set<string>();

  find(key: string): Promise<unknown> | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.answer;
  }

  keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#underWay.add(key);
    this.#restOn(key, kept.grounds);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.drop(oldest);
  }

  /** Ends the wait for an answer with what it told itself, unless it was forgotten since it was asked for. */
  settle(key: string, kept: Kept, more: readonly Ground[] | undefined): void {
    if (this.#kept.get(key) !== kept) return;
    this.#underWay.delete(key);
    if (more === undefined) {
      this.drop(key);
      return;
    }
    kept.grounds = [...kept.grounds, ...more];
    this.#restOn(key, more);
  }

  /** Also an answer that is under way: it may be older than what was written, and has not told yet what it rests on. */
  forget(grounds: readonly Ground[]): void {
    for (const key of [...this.#underWay]) this.drop(key);
    for (const ground of grounds) for (const key of this.#restingOn.get(ground) ?? []) this.drop(key);
  }

  drop(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    this.#underWay.delete(key);
    for (const ground of kept?.grounds ?? []) {
      const keys = this.#restingOn.get(ground);
      keys?.delete(key);
      if (keys?.size === 0) this.#restingOn.delete(ground);
    }
  }

  #restOn(key: string, grounds: readonly Ground[]): void {
    for (const ground of grounds) {
      const keys = this.#restingOn.get(ground) ?? new Set();
      this.#restingOn.set(ground, keys.add(key));
    }
  }
}

/** Puts a memory before the reads that are worth it; all others pass. */
export function rememberedReads(reader: Reader): RememberedReads {
  const memory = new Memory();
  const remembered = (name: string, method: Method, { grounds, also }: Rule<never[], never>): Method => {
    return (...args) => {
      const base = grounds(...(args as never[]));
      if (base === undefined) return method(...args);
      const key = JSON.stringify([name, ...args]);
      const known = memory.find(key);
      if (known !== undefined) return known;
      const kept: Kept = { answer: method(...args), grounds: base };
      memory.keep(key, kept);
      const told = (answer: unknown) => (also === undefined ? [] : also(answer as never));
      kept.answer.then(
        (answer) => memory.settle(key, kept, told(answer)),
        () => memory.settle(key, kept, undefined),
      );
      return kept.answer;
    };
  };
  const entries = Object.entries(reader).map(([name, method]) => {
    const rule = REMEMBERED[name as keyof Reader] as Rule<never[], never> | undefined;
    return [name, rule === undefined ? method : remembered(name, method as Method, rule)];
  });
  return {
    reader: Object.fromEntries(entries) as Reader,
    forget: (changes) => memory.forget(changes.flatMap(groundsOf)),
  };
}
