import { readFileSync } from 'node:fs';
import {
  appendLeaves,
  consistencyProof,
  cosignNote,
  EMPTY_FRONTIER,
  EMPTY_TAIL,
  inclusionProof,
  type LeafRequest,
  openCheckpoint,
  parseVkey,
  planBatch,
  rootOf,
  signCheckpoint,
  toSignatureLine,
  verifyConsistency,
  verifyInclusion,
} from '@selat/sdk/log';
import { describe, expect, it } from 'vitest';
import { hashAtOf, rawSignerOf } from './fixtures.js';

const SPEC = readFileSync(new URL('../../../docs/spec/log.md', import.meta.url), 'utf8');
// RFC 8032 section 7.1, TEST 1 and TEST 2.
const LOG_SECRET = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const WITNESS_SECRET = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
const COSIGNED_AT = 1_790_000_010;

/** Lines of the fenced block with that tag. */
function block(tag: string): string[] {
  const text = new RegExp(`^\`\`\`${tag}\\n(.*?)^\`\`\``, 'ms').exec(SPEC)?.[1];
  if (text === undefined) throw new Error(`docs/spec/log.md has no block ${tag}`);
  return text.trimEnd().split('\n');
}

/** `name   hex hex` of the block `hashes`: the hex words of each name. */
const HASHES = new Map(
  block('hashes').map((line) => [line.split(/ {2,}/)[0], (line.split(/ {2,}/)[1] ?? '').split(' ')]),
);
const NOTE = `${block('note').join('\n')}\n`;

/** Column of the example table that describes leaf `i`, by field. */
function fieldsOf(i: number): (name: string) => string {
  const rows = [...SPEC.matchAll(/^\| `(\w+)` \| (.*) \| (.*) \| (.*) \|$/gm)];
  const cells = new Map(rows.map(([, name, ...columns]) => [name, (columns[i] ?? '').replaceAll('`', '')]));
  return (name) => cells.get(name) ?? '';
}

function repeated(cell: string): Buffer {
  const [byte, count] = cell.split(' x ');
  return Buffer.alloc(Number(count), Number.parseInt(byte ?? '', 16));
}

function requestOf(i: number): LeafRequest {
  const field = fieldsOf(i);
  return {
    salt: repeated(field('salt')),
    act: field('act'),
    direction: field('direction') as LeafRequest['direction'],
    env: field('env'),
    timeMs: Number(field('time_ms')),
    documentDigest: repeated(field('document_digest')),
    submissionDigest: repeated(field('submission_digest')),
    chain: field('chain'),
  };
}

const { leaves, tail } = planBatch(EMPTY_TAIL, [0, 1, 2].map(requestOf));
const leafHashes = leaves.map(({ leafHash }) => leafHash);
const hex = (bytes: readonly Uint8Array[]) => bytes.map((item) => Buffer.from(item).toString('hex'));

describe('LOG-1: the example of the specification has the bytes that this library makes', () => {
  it('in the opening of leaf 2, field by field', () => {
    const stated = block('opening').map((line) => line.replace(/ {2}[a-z_]+$/, '').replaceAll(' ', ''));
    expect(leaves[2]?.openingBytes.toString('hex')).toBe(stated.join(''));
  });

  it.each([0, 1, 2])('in entry and leaf hash %i', (i) => {
    expect(hex(leaves.slice(i, i + 1).map(({ entry }) => entry))).toEqual(HASHES.get(`entry ${i}`));
    expect(hex(leafHashes.slice(i, i + 1))).toEqual(HASHES.get(`leaf hash ${i}`));
  });

  it('in the places of the chains, which the table states', () => {
    expect(leaves.map(({ chainSequence }) => String(chainSequence))).toEqual(
      [0, 1, 2].map((i) => fieldsOf(i)('chain_sequence')),
    );
  });
});

describe('LOG-2: the example of the specification has the roots of its entries', () => {
  it.each([0, 1, 2, 3])('at size %i', (size) => {
    const root = rootOf(appendLeaves(EMPTY_FRONTIER, leafHashes.slice(0, size)));
    expect(hex([root])).toEqual(HASHES.get(`root of ${size}`));
  });
});

describe('LOG-4: the example of the specification has proofs that are built and accepted', () => {
  const stated = (name: string) => (HASHES.get(name) ?? []).map((hash) => Buffer.from(hash, 'hex'));
  const root = rootOf(tail.frontier);

  it('of inclusion', () => {
    const proof = stated('inclusion 1/3');
    expect(inclusionProof(1, 3, hashAtOf(leafHashes))).toEqual(proof);
    verifyInclusion({ index: 1, size: 3, leafHash: leafHashes[1] ?? root, root }, proof);
  });

  it('of consistency', () => {
    const proof = stated('consistency 2/3');
    expect(consistencyProof(2, 3, hashAtOf(leafHashes))).toEqual(proof);
    verifyConsistency(
      { oldSize: 2, oldRoot: rootOf(appendLeaves(EMPTY_FRONTIER, leafHashes.slice(0, 2))), size: 3, root },
      proof,
    );
  });
});

describe('LOG-6: the example of the specification has the checkpoint that its log signs', () => {
  const [logKey, witnessKey] = block('vkeys').map(parseVkey);
  if (logKey === undefined || witnessKey === undefined) throw new Error('docs/spec/log.md names no two vkeys');
  const checkpoint = { origin: logKey.name, size: tail.size, root: rootOf(tail.frontier) };

  it('to the byte, with the cosignature of the witness', async () => {
    const log = rawSignerOf(logKey.name, 'Ed25519', Buffer.from(LOG_SECRET, 'hex'));
    const witness = rawSignerOf(witnessKey.name, 'cosignature/v1', Buffer.from(WITNESS_SECRET, 'hex'));
    expect([log.key, witness.key]).toEqual([logKey, witnessKey]);
    const note = await signCheckpoint(checkpoint, log.key, log.signer);
    const text = NOTE.slice(0, NOTE.indexOf('\n\n') + 1);
    expect(note + toSignatureLine(await cosignNote(text, witness.key, witness.signer, COSIGNED_AT))).toBe(NOTE);
  });

  it('and opens with the keys that it states', async () => {
    const cosignatures = [{ key: witnessKey, timeSeconds: COSIGNED_AT }];
    expect(await openCheckpoint(NOTE, logKey, [witnessKey])).toEqual({ checkpoint, cosignatures });
  });
});
