/** Verbs on the own keys. Whatever changes them is signed by the identity keys, which never come here. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { parseJwsJson, toBase64url, toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { Algorithm, PublicKey } from '@selat/sdk/keys';
import type { ExchangeDescriptor, Instant } from '@selat/sdk/model';
import { localLeaf, nameDocument } from '../acts/own-act.js';
import type { KeyCases, KeyOffice } from '../keys/key-cases.js';
import type { KeyDraft, RevokeInput, RotateInput } from '../keys/key-views.js';
import { expiring, listKeys } from '../keys/list-keys.js';
import type { GatewayPurpose, OwnKeys } from '../keys/ports.js';
import { draftRevocation, isPin, REVOCATION_TYPE, revokeKey, verifyRevocation } from '../keys/revoke-key.js';
import { algorithmsOf } from '../keys/stated-keys.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import { authorityCases } from './authorities.js';
import { descriptorDraft, install, printInstalled } from './install-own.js';
import type { Office } from './office.js';

export function keyCases(backOffice: Office): KeyCases {
  const { deps, keys: office } = backOffice;
  const list = () => listKeys(deps.reader, office.keys, deps.clock(), office.warnDays);
  return {
    ...authorityCases(backOffice),
    listKeys: list,
    prepareRotation: async (actor, input) => {
      await office.keys.refresh();
      const draft = await prepareRotation(office, deps, input);
      await deps.committer.commit(async () => ({
        officer: actor.id,
        leaves: [localLeaf('prepare-key', draft.purpose)],
      }));
      return draft;
    },
    installDescriptor: async (actor, { descriptor: jws, certificate }) => {
      await office.keys.refresh();
      await install(office, deps, actor, parseJwsJson(jws), { certificate, mayChangeAuthorities: false });
      return printInstalled(office, deps);
    },
    prepareRevocation: async (_actor, input) => prepareRevocation(office, deps, input),
    revokeKey: async (actor, jws) => {
      const kid = await revoke(office, deps, actor, parseJwsJson(jws));
      const view = (await list()).find((key) => key.kid === kid);
      if (view === undefined) throw new Error(`revoked key ${kid} is not listed`);
      return view;
    },
  };
}

async function prepareRevocation(office: KeyOffice, deps: Deps, input: RevokeInput): Promise<KeyDraft> {
  const { keys } = office;
  await keys.refresh();
  const { descriptor, document } = keys.own();
  if (isPin(descriptor, input.kid)) {
    requireOtherPin(keys, input.kid);
    return descriptorDraft(office, deps, 'tls', { kind: 'drop-pin', pin: input.kid });
  }
  const payload = await draftRevocation(deps, keys, input);
  const purpose = descriptor.keys.find(({ kid }) => kid === input.kid)?.purpose ?? 'document';
  return { type: REVOCATION_TYPE, payload: toBase64url(payload), current: toJwsJson(document), purpose };
}

/** @returns kid of the key; the same revocation twice changes nothing */
async function revoke({ keys }: KeyOffice, deps: Deps, actor: Actor, document: SignedDocument): Promise<string> {
  await keys.refresh();
  const revocation = await verifyRevocation(deps, keys, document);
  const { kid } = revocation;
  if ((await deps.reader.findDocument(nameDocument(document).digest)) !== undefined) return kid;
  await deps.committer.commit(async () => ({
    ...(await revokeKey(deps, keys, revocation, document)),
    officer: actor.id,
  }));
  deps.probe.hit('keys:revoked');
  await keys.refresh();
  await keys.erase(kid);
  return kid;
}

async function prepareRotation(office: KeyOffice, deps: Deps, input: RotateInput): Promise<KeyDraft> {
  const { keys } = office;
  const { descriptor } = keys.own();
  if (input.purpose === 'tls') {
    const { pin, requestPem, isLoopback } = await keys.prepareTlsKey();
    const [current] = keys.certificates();
    const change = { kind: 'add-pin', pin, current: current?.pin ?? '' } as const;
    const draft = descriptorDraft(office, deps, 'tls', change);
    return { ...draft, certificateRequest: requestPem, isLoopback };
  }
  const algorithms = algorithmsToRotate(descriptor, input, deps.clock());
  const origin = descriptor.logs.find(({ status }) => status === 'OPEN')?.origin ?? '';
  if (input.purpose === 'identity') {
    const change = { kind: 'replace-keys', purpose: 'identity', keys: [], origin } as const;
    return { ...descriptorDraft(office, deps, 'identity', change), identityAlgorithms: algorithms };
  }
  const purpose = input.purpose as GatewayPurpose;
  const made: PublicKey[] = [];
  for (const alg of algorithms) made.push(await keys.prepareKey(purpose, alg));
  deps.probe.hit('keys:prepared');
  return descriptorDraft(office, deps, purpose, { kind: 'replace-keys', purpose, keys: made, origin });
}

/** @throws SelatError REQUEST_INVALID where the exchange has no such key: another algorithm needs another agreement */
function algorithmsToRotate(
  descriptor: ExchangeDescriptor,
  { purpose, algorithm }: RotateInput,
  now: Instant,
): readonly Algorithm[] {
  const present = algorithmsOf(descriptor, purpose, now);
  const wanted = algorithm === undefined ? present : present.filter((alg) => alg === algorithm);
  if (wanted.length > 0) return wanted;
  const has = present.length === 0 ? 'none' : present.join(', ');
  const what = `${purpose}${algorithm === undefined ? '' : ` with ${algorithm}`}`;
  const message = `cannot rotate ${what}: this exchange has ${has} for ${purpose}`;
  throw new SelatError('REQUEST_INVALID', message, { purpose, present: has });
}

/** @throws SelatError KEY_LAST where no other certificate of this node is pinned */
function requireOtherPin(keys: OwnKeys, pin: string): void {
  const { pins } = keys.own().descriptor.tls;
  const others = keys.certificates().filter(({ role }) => role === 'current' || role === 'next');
  if (others.some((other) => other.pin !== pin && pins.includes(other.pin))) return;
  const command = 'selat key rotate --purpose tls';
  const message = `cannot revoke pin ${pin}: no other certificate of this node is pinned; first run: ${command}`;
  throw new SelatError('KEY_LAST', message, { kid: pin, purpose: 'tls', command });
}

/** Keys and certificates of this node that end soon: for metrics, checks and warnings. */
export async function expiringKeys({ deps, keys }: Pick<Office, 'deps' | 'keys'>, now = deps.clock()) {
  return expiring(await listKeys(deps.reader, keys.keys, now, keys.warnDays), keys.warnDays);
}
