import { z } from 'zod';
import type { AgreementView, PageView, PeerView, ProposedView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import type { Action, Outcome } from '../command.js';
import { readDescriptor } from '../descriptor-source.js';
import { pairs, parseGiven, text, wholeNumber } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, table, toTimeText } from '../output/table.js';

const contact = z.object({
  descriptor: text,
  fingerprint: text.transform((value) => value.replace(/\s+/g, '').toLowerCase()),
});
const terms = contact.extend({
  days: wholeNumber(1, 3653),
  governingLaw: text,
  forum: text,
  seat: text,
  seatCountry: text,
  packPublisher: pairs.optional(),
});

export const propose: Action = async (call) => {
  const { descriptor, packPublisher: named = [], ...input } = parseGiven(terms, call);
  const packPublishers = named.map(([jurisdiction, publisher]) => ({ jurisdiction, publisher }));
  const packs = packPublishers.length === 0 ? {} : { packPublishers };
  const client = await openClient(call);
  const read = await readDescriptor(descriptor, call.io);
  return onePeer(await client.post<ProposedView>('/peers/propose', { ...input, ...packs, descriptor: read }));
};

export const accept: Action = async (call) => {
  const { descriptor, fingerprint, wait } = parseGiven(contact.extend({ wait: wholeNumber(0, 60) }), call);
  const client = await openClient(call);
  const read = await readDescriptor(descriptor, call.io);
  const body = { descriptor: read, fingerprint, waitMs: wait * 1000 };
  return onePeer(await client.post<PeerView>('/peers/accept', body));
};

/** @param verb decline, suspend, resume or end */
export const notice =
  (verb: string): Action =>
  async (call) => {
    const { exchange, note } = parseGiven(z.object({ exchange: text, note: text.optional() }), call);
    const client = await openClient(call);
    const body = { kind: verb.toUpperCase(), ...(note === undefined ? {} : { note }) };
    return onePeer(await client.post<PeerView>(`/peers/${segment(exchange)}/notice`, body));
  };

export const show: Action = async (call) => {
  const { exchange } = parseGiven(z.object({ exchange: text }), call);
  return onePeer(await (await openClient(call)).get<PeerView>(`/peers/${segment(exchange)}`));
};

export const list: Action = async (call) => {
  const page = await (await openClient(call)).get<PageView<PeerView>>('/peers');
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'EXCHANGE', value: ({ exchange }) => exchange, shrinks: true },
          { title: 'LAW', value: ({ jurisdiction }) => jurisdiction },
          { title: 'PIN', value: ({ status }) => status },
          { title: 'AGREEMENT', value: ({ agreements }) => newest(agreements)?.state ?? 'none' },
          { title: 'UNTIL', value: ({ agreements }) => toTimeText(newest(agreements)?.endsAt ?? Number.NaN) },
          { title: 'FEDERATION', value: ({ federation }) => federation, shrinks: true },
        ],
        style,
        'No peers yet: propose or accept an agreement.',
      ),
  };
};

/** The one in force where there is one, else the one that ends last. */
function newest(agreements: readonly AgreementView[]): AgreementView | undefined {
  const inForce = agreements.find(({ state }) => state === 'in-force');
  return inForce ?? [...agreements].sort((a, b) => b.endsAt - a.endsAt)[0];
}

function onePeer(peer: PeerView): Outcome {
  return { json: peer, text: (style) => describe(peer, style) };
}

function describe(peer: PeerView, style: Style): string {
  const head = fields(
    [
      ['exchange', `${peer.exchange} (${peer.jurisdiction})`],
      ['pin', peer.status],
      ['federation', peer.federation],
      ['fingerprint', peer.fingerprint],
    ],
    style,
  );
  const agreements = peer.agreements.map((agreement) =>
    fields(
      [
        ['agreement', agreement.digest],
        ['state', agreement.state],
        ['signed by', agreement.signers.join(', ')],
        ['in force', `${toTimeText(agreement.startsAt)} to ${toTimeText(agreement.endsAt)}`],
        [
          'rule packs',
          agreement.packPublishers.map((one) => `${one.jurisdiction} ${one.publisher}`).join(', ') || 'none',
        ],
        ['law, forum', `${agreement.governingLaw}, ${agreement.forum}`],
      ],
      style,
    ),
  );
  return [head, ...agreements].join('\n');
}
