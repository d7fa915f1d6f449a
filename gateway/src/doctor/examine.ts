/** Looks at a node as a whole, whether it runs or not; changes nothing. [OPS-36] */
import type { Check } from './check.js';
import { type ExaminedInput, ExaminedNode } from './examined-node.js';
import { fileChecks } from './file-checks.js';
import { machineChecks } from './machine-checks.js';
import { orderChecks } from './order-checks.js';
import { peerChecks } from './peer-checks.js';
import { storeChecks } from './store-checks.js';

export async function examine(input: ExaminedInput): Promise<readonly Check[]> {
  const node = new ExaminedNode(input);
  try {
    const files = await fileChecks(node);
    // Without a configuration nothing else can be found.
    if (files[0]?.ok !== true) return files.slice(0, 1);
    return [
      ...files,
      ...(await machineChecks(node)),
      ...(await storeChecks(node)),
      ...(await orderChecks(node)),
      ...(await peerChecks(node)),
    ];
  } finally {
    await node.close();
  }
}
