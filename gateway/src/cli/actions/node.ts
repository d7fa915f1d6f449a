import type { NodeView, OutboxView, PageView } from '../../domain/use-cases.js';
import { openClient } from '../api-client.js';
import type { Action } from '../command.js';
import { fields, table, toTimeText } from '../output/table.js';

export const showNode: Action = async (call) => {
  const node = await (await openClient(call)).get<NodeView>('/node');
  const { log, outbox, listings, expiring } = node;
  const counts = Object.entries(listings).map(([exchange, count]) => `${count} of ${exchange}`);
  return {
    json: node,
    text: (style) =>
      fields(
        [
          ['exchange', `${node.exchange} (${node.jurisdiction}, ${node.environment})`],
          ['fingerprint', node.fingerprint],
          ['protocol', node.protocolVersion],
          ['log', `${log.origin}, ${log.size} entries`],
          ['root', log.root],
          ['outbox', `${outbox.due} due, ${outbox.failed} failed`],
          ['listings', counts.join(', ') || 'none'],
          ['ends soon', expiring.map(({ purpose, daysLeft }) => `${purpose} in ${daysLeft} days`).join(', ')],
          ['search', node.search.behind === 0 ? 'up to date' : `${node.search.behind} entries behind the log`],
        ],
        style,
      ),
  };
};

export const listOutbox: Action = async (call) => {
  const page = await (await openClient(call)).get<PageView<OutboxView>>('/outbox');
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'PEER', value: ({ peer }) => peer, shrinks: true },
          { title: 'TYPE', value: ({ type }) => type.replace('selat.v1.', '') },
          { title: 'STATE', value: ({ state }) => state },
          { title: 'TRIES', value: ({ attempts }) => String(attempts) },
          { title: 'NEXT', value: ({ nextAt }) => toTimeText(nextAt) },
          { title: 'LAST', value: ({ lastReason, lastMessage }) => lastReason ?? lastMessage ?? '', shrinks: true },
        ],
        style,
        'Nothing waits: every delivery has its receipt.',
      ),
  };
};
