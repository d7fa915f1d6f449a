/** selat.yaml of a new node, with a word for the person who will edit it. */
import { stringify } from 'yaml';
import { FIRST_SHARD } from './new-descriptor.js';
import type { NodePlan } from './plan.js';

export function configText(plan: NodePlan): string {
  const { ports, exchange } = plan;
  const own = (port: number) => `127.0.0.1:${port}`;
  const sections: readonly [comment: string, value: object][] = [
    ['Who this exchange is. The signed descriptor says the same; change both together.', { exchange }],
    [
      'gRPC over mutual TLS, for peers. `advertise` is what they dial.',
      { federation: { listen: `${plan.listenHost ?? '127.0.0.1'}:${ports.federation}`, advertise: plan.advertise } },
    ],
    ['REST for the back office and the selat command.', { api: { listen: own(ports.api) } }],
    ['/healthz and /readyz.', { metrics: { listen: own(ports.metrics) } }],
    ['The database. Relative paths start at the folder of this file.', { store: { file: 'data/selat.sqlite' } }],
    [
      'The Merkle log. Put headDir on another disk than the database.',
      { log: { shard: FIRST_SHARD, headDir: 'head' } },
    ],
    [
      'Encrypted keys; the passphrase comes from SELAT_KEY_PASSPHRASE or SELAT_KEY_PASSPHRASE_FILE.',
      { keys: { dir: 'keys' } },
    ],
    [
      'Mutual TLS: the own certificate and the operator CA that issued it.',
      { tls: { certificate: 'tls/gateway.pem', ca: 'tls/ca.pem' } },
    ],
    [
      'Reviews without which no listing is published. With fourEyes, who stored a draft may not approve it.',
      { reviews: { required: [...plan.reviews], fourEyes: true } },
    ],
    [
      'Whose rule packs state the law of a place: for the own law this exchange, unless another is written here.',
      { packs: { publishers: { [exchange.jurisdiction]: exchange.id } } },
    ],
    ['trace, debug, info, warn, error or silent.', { logLevel: 'info' }],
  ];
  return sections.map(([comment, value]) => `# ${comment}\n${stringify(value)}`).join('\n');
}
