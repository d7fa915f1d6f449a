/** szdex.example, my.example and sg.example as running gateways of this process, each two of them in agreement. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { initNode, PRESETS } from '../../src/config/index.js';
import { CHEAP_KEYS } from './cheap-keys.js';
import { freePort } from './free-port.js';
import { makeNode, PASSPHRASE, runNode, type TestNode, tempFolder } from './running-node.js';
import { accept, propose } from './two-nodes.js';

export interface ThreeNodes {
  readonly szdex: TestNode;
  readonly my: TestNode;
  readonly sg: TestNode;
  close(): Promise<void>;
}

/** A third exchange, under the law of Singapore. */
async function makeSingapore(root: string) {
  const preset = PRESETS['my'];
  if (preset === undefined) throw new Error('the preset is missing');
  const port = await freePort();
  const exchange = {
    ...preset.exchange,
    id: 'sg.example',
    jurisdiction: 'SG',
    legalEntity: { names: { en: 'Singapore Data Exchange (example)' }, country: 'SG', externalIds: [] },
  };
  const ports = { federation: port, api: 0, metrics: 0 };
  const plan = { ...preset, ...CHEAP_KEYS, exchange, dir: join(root, 'sg'), passphrase: PASSPHRASE, ports };
  return initNode({ ...plan, advertise: `127.0.0.1:${port}` }, Date.now(), randomBytes);
}

/** Starts the three and lets each two agree. */
export async function openThreeNodes(): Promise<ThreeNodes> {
  const folder = await tempFolder();
  const made = [await makeNode(folder.dir, 'szdex'), await makeNode(folder.dir, 'my'), await makeSingapore(folder.dir)];
  const [szdex, my, sg] = (await Promise.all(made.map((node) => runNode(node)))) as [TestNode, TestNode, TestNode];
  for (const [one, other] of [
    [szdex, my],
    [szdex, sg],
    [my, sg],
  ] as const) {
    await propose(one, other);
    await accept(other, one);
  }
  return {
    ...{ szdex, my, sg },
    close: async () => {
      await Promise.all([szdex, my, sg].map(({ gateway }) => gateway.stop()));
      await folder.remove();
    },
  };
}
