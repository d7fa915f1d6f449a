import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFileVariables } from '../../src/config/index.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'selat-env-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const URL = 'postgres://selat:hunter2@db.example:5432/selat';

async function fileWith(text: string): Promise<string> {
  const file = join(dir, 'url');
  await writeFile(file, text);
  return file;
}

describe('CFG-1: a secret of the environment may lie in a file that a variable names', () => {
  it('takes its one line', async () => {
    const env = await withFileVariables({ SELAT_DATABASE_URL_FILE: await fileWith(`${URL}\n`), OTHER: 'x' });
    expect(env).toMatchObject({ SELAT_DATABASE_URL: URL, OTHER: 'x' });
  });

  it.each([
    [
      'value and file',
      async () => ({ SELAT_DATABASE_URL: URL, SELAT_DATABASE_URL_FILE: await fileWith(URL) }),
      'and SELAT_DATABASE_URL too',
    ],
    [
      'a file that is not there',
      async () => ({ SELAT_HEAD_DATABASE_URL_FILE: join(dir, 'none') }),
      'cannot be read: ENOENT',
    ],
    ['an empty file', async () => ({ SELAT_DATABASE_URL_FILE: await fileWith('\n') }), 'is empty'],
    ['two lines', async () => ({ SELAT_DATABASE_URL_FILE: await fileWith(`${URL}\n${URL}\n`) }), 'of several lines'],
  ])('refuses %s, without repeating a URL', async (_, make, said) => {
    const env = await make();
    const failed = withFileVariables(env);
    await expect(failed).rejects.toMatchObject({ reason: 'CONFIG_INVALID', message: expect.stringContaining(said) });
    await expect(failed).rejects.toMatchObject({ message: expect.not.stringContaining('hunter2') });
  });
});
