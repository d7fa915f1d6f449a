import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/cli/output/width.js';
import { runCli } from '../../src/cli/run-cli.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import { admit, publish } from '../support/hand-world.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { until } from '../support/two-nodes.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let my: TestNode;
let published = 0;

beforeAll(async () => {
  folder = await tempFolder();
  my = await runNode(await makeNode(folder.dir, 'my'));
  await admit(my, 'open-data');
  published = (await publish(my, 20)).length;
});
afterAll(async () => {
  await my?.gateway.stop();
  await folder?.remove();
});

const found = async (query: string): Promise<readonly string[]> => {
  const { body } = await my.get(`/listings/search?limit=100&${query}`);
  return (body.items as readonly { id: string }[]).map(({ id }) => id);
};

const behind = async () => ((await my.get('/node')).body.search as { behind: number }).behind;

async function cli(...argv: readonly string[]) {
  const token = (await readFile(my.made.officer.tokenFile, 'utf8')).trim();
  const io = recordedIo(folder.dir, { SELAT_API_URL: `http://${my.gateway.apiAddress}`, SELAT_API_TOKEN: token });
  const code = await runCli(['listing', 'search', ...argv], io);
  return { code, io, out: io.stdout.join(''), err: io.stderr.join('') };
}

describe('SRC-10: what a gateway publishes is found, what it withdraws is not', () => {
  it('through the API, also after a restart', async () => {
    const all = await until(async () => {
      const ids = await found('');
      return ids.length === published ? ids : undefined;
    });
    expect(await behind()).toBe(0);
    const words = 'q=port';
    const [first = ''] = await found(words);
    expect(all).toContain(first);
    const withdrawn = await my.post(`/listings/${encodeURIComponent(first)}/withdraw`, { reason: 'ERROR' });
    expect(withdrawn.status).toBe(200);
    expect(await found(words), 'at once').not.toContain(first);
    my = await my.restart();
    await until(async () => ((await behind()) === 0 ? true : undefined));
    expect(await found(words)).not.toContain(first);
    expect(await found(`${words}&state=withdrawn&state=current`)).toContain(first);
  });
});

describe('SRC-7 SRC-11: a search with filters', () => {
  it('takes several values of one filter, and refuses codes that no registry has', async () => {
    const both = await found('form=API_QUERY&form=AGGREGATE_QUERY&exchange=my.example');
    expect(both.length).toBeGreaterThan(0);
    expect(await found('exchange=szdex.example')).toEqual([]);
    for (const wrong of [
      'form=FILE',
      'purpose=fun',
      'currency=CNY',
      'maxPrice=5',
      'limit=101',
      'subject=a&subject=b',
    ]) {
      const { status, body } = await my.get(`/listings/search?${wrong}`);
      expect([status, body.error.reason], wrong).toEqual([400, 'REQUEST_INVALID']);
    }
    const { status, body } = await my.get('/listings/search?q=%E4%BA%BA&after=abcd');
    expect([status, body.error.reason]).toEqual([400, 'SEARCH_CURSOR_UNKNOWN']);
  });

  it('reads as blocks of at most 80 columns on the command line, and pages', async () => {
    const { code, out } = await cli('--limit', '2');
    expect(code).toBe(0);
    for (const line of out.split('\n').filter((text) => !text.startsWith('More follows'))) {
      expect(widthOf(line), line).toBeLessThanOrEqual(80);
    }
    const cursor = /--after (\S+)/.exec(out)?.[1] ?? '';
    const next = lastJson((await cli('--limit', '2', '--after', cursor, '--json')).io) as { items: { id: string }[] };
    expect(out).not.toContain(next.items[0]?.id);
    const free = await cli('--free', '--max-price', '10.5', '--currency', 'MYR', '--json');
    expect((lastJson(free.io)['items'] as unknown[]).length).toBeGreaterThan(0);
    expect((await cli('--max-price', '10.555', '--currency', 'MYR')).err).toContain('MYR has 2 digits after the point');
    const nothing = await cli('nowhere-to-be-found');
    expect([nothing.code, nothing.out]).toEqual([0, 'No listing is found.\n']);
    const long = await cli('x'.repeat(257));
    expect([long.code, long.err.includes('SEARCH_QUERY_INVALID (SRC-11)')]).toEqual([2, true]);
  });
});
