/** Takes a signed descriptor over as the newest own one; for every verb that changes it. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { toBase64url, toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import { localLeaf, nameDocument } from '../acts/own-act.js';
import { changesAuthorities } from '../keys/authorities.js';
import { installDescriptor, requireServable, verifyNext } from '../keys/install-descriptor.js';
import type { KeyOffice } from '../keys/key-cases.js';
import type { InstalledView, KeyDraft } from '../keys/key-views.js';
import { listKeys } from '../keys/list-keys.js';
import { DESCRIPTOR_TYPE, type DescriptorChange, draftDescriptor } from '../keys/next-descriptor.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import { printDigest } from '../views/print.js';

export function descriptorDraft({ keys }: KeyOffice, deps: Deps, purpose: string, change: DescriptorChange): KeyDraft {
  const own = keys.own();
  const payload = draftDescriptor(own, change, deps.clock(), deps.random);
  return { type: DESCRIPTOR_TYPE, payload: toBase64url(payload), current: toJwsJson(own.document), purpose };
}

/** How a descriptor is taken over. */
export interface Taking {
  /** PEM of the certificate that was issued with it. */
  readonly certificate?: string | undefined;
  /** Where not, one that lists other authorities is refused: what they may order is not decided in passing. */
  readonly mayChangeAuthorities: boolean;
}

/** The same descriptor twice changes nothing. */
export async function install(
  office: KeyOffice,
  deps: Deps,
  actor: Actor,
  document: SignedDocument,
  { certificate, mayChangeAuthorities }: Taking,
): Promise<void> {
  const { keys } = office;
  if (nameDocument(document).digest === keys.own().digest) return;
  const next = await verifyNextWith(office, deps, document, certificate);
  if (!mayChangeAuthorities) requireSameAuthorities(office, next);
  deps.probe.hit('keys:staged');
  await deps.committer.commit(async () => ({
    ...(await installDescriptor(deps, keys.own(), next, document)),
    officer: actor.id,
  }));
  deps.probe.hit('keys:installed');
  await takeOver(office, deps, actor);
}

/** What was issued for the draft is checked with it, and kept before the descriptor that pins it is known to anybody. */
async function verifyNextWith(
  { keys }: KeyOffice,
  deps: Deps,
  document: SignedDocument,
  certificate: string | undefined,
): Promise<ExchangeDescriptor> {
  const next = await verifyNext(deps, keys, document);
  if (certificate !== undefined) await keys.stageCertificate(certificate, next);
  requireServable(keys, next, deps.clock());
  return next;
}

/** From here on the new keys sign; the act that says so has the head of the log signed with its newest key. */
async function takeOver({ keys, considerSwitch }: KeyOffice, { committer, probe }: Deps, actor: Actor): Promise<void> {
  await keys.refresh();
  probe.hit('keys:in-use');
  const about = `descriptor/${keys.own().descriptor.sequence}`;
  await committer.commit(async () => ({ officer: actor.id, leaves: [localLeaf('use-keys', about)] }));
  await considerSwitch();
}

function requireSameAuthorities({ keys }: KeyOffice, next: ExchangeDescriptor): void {
  if (!changesAuthorities(keys.own().descriptor, next)) return;
  const message =
    'cannot install the descriptor as one of keys: it changes authorities, which selat authority add or remove does';
  throw new SelatError('REQUEST_INVALID', message, { sequence: String(next.sequence) });
}

export async function printInstalled({ keys, lagging, warnDays }: KeyOffice, deps: Deps): Promise<InstalledView> {
  const { digest, descriptor } = keys.own();
  const shown = await listKeys(deps.reader, keys, deps.clock(), warnDays);
  return { descriptor: printDigest(digest), sequence: descriptor.sequence, waitingFor: lagging(), keys: shown };
}
