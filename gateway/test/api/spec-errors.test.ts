import { readFileSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { REASONS } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import { HTTP_STATUS } from '../../src/api/index.js';
import { FAULT_CODES } from '../../src/federation/transport/index.js';

const CHAPTER = readFileSync(new URL('../../../docs/spec/errors.md', import.meta.url), 'utf8');

/** Rows of the table whose head begins with `title`. */
function rows(title: string): string[] {
  const [, body = ''] = new RegExp(`^\\| ${title} \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`, 'm').exec(CHAPTER) ?? [];
  return body.trimEnd().split('\n');
}

describe('ERR-2: the chapter and the code have one table', () => {
  it('of kinds, with the status of each', () => {
    const printed = rows('kind').map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, 4),
    );
    const served = Object.entries(HTTP_STATUS).map(([fault, code]) => [
      fault,
      status[FAULT_CODES[fault as keyof typeof FAULT_CODES]],
      String(code),
    ]);
    expect(printed).toEqual(served);
  });

  it('of reasons: paste the expected rows into docs/spec/errors.md where they differ', () => {
    const known = Object.entries(REASONS).map(
      ([reason, { fault, requirement, fix }]) => `| \`${reason}\` | ${fault} | ${requirement} | ${fix} |`,
    );
    expect(rows('reason')).toEqual(known);
  });
});
