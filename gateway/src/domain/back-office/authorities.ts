/** Verbs on the authorities of the own descriptor. The identity keys sign every change; two officers can be asked for it. */
import { parseJwsJson } from '@selat/sdk/document';
import { localLeaf } from '../acts/own-act.js';
import { type AuthorityCases, printAuthorities, toListed, toRemoved } from '../keys/authorities.js';
import type { KeyOffice } from '../keys/key-cases.js';
import type { KeyDraft } from '../keys/key-views.js';
import type { DescriptorChange } from '../keys/next-descriptor.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import { descriptorDraft, install, printInstalled } from './install-own.js';
import type { Office } from './office.js';

const PURPOSE = 'authority';

export function authorityCases({ deps, keys: office }: Office): AuthorityCases {
  const { keys } = office;
  return {
    listAuthorities: async () => {
      await keys.refresh();
      return printAuthorities(keys.own().descriptor);
    },
    prepareAuthority: (actor, input) =>
      prepare(office, deps, actor, () => toListed(deps, keys.own().descriptor, input)),
    prepareRemoval: (actor, authority, kid) =>
      prepare(office, deps, actor, () => toRemoved(deps, keys.own().descriptor, authority, kid)),
    installAuthorities: async (actor, { descriptor }) => {
      await keys.refresh();
      await install(office, deps, actor, parseJwsJson(descriptor), { mayChangeAuthorities: true });
      return printInstalled(office, deps);
    },
  };
}

async function prepare(
  office: KeyOffice,
  deps: Deps,
  actor: Actor,
  decide: () => DescriptorChange | Promise<DescriptorChange>,
): Promise<KeyDraft> {
  await office.keys.refresh();
  const draft = descriptorDraft(office, deps, PURPOSE, await decide());
  await deps.committer.commit(async () => ({ officer: actor.id, leaves: [localLeaf('prepare-key', PURPOSE)] }));
  return draft;
}
