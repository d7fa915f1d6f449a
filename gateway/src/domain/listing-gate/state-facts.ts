/** What a listing does not say of itself, from an officer who knows: one statement for each listing, the newest counts. */
import { type FlowFacts, parseFacts, requireOwnFacts } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import { isOwnedBy } from '@selat/sdk/model';
import { localLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { ListingFactsRow } from '../rows-gate.js';
import type { Actor } from '../view-types.js';

/** Facts of no flow: any day and any leg make them whole enough to be checked. */
const NO_FLOW = { asOf: '2000-01-01', legs: [{ from: 'ZZ', to: 'ZZ' }] };

/**
 * Keeps facts about a listing or a draft of this exchange, in the place of those before. [CMP-25]
 * @param json FlowFacts without day and legs, such as `{"data": {"secret": "no"}}`
 * @throws SelatError LISTING_NOT_OWNED; FACTS_INVALID; FACTS_NOT_OWN for what others state or other documents tell
 */
export async function stateListingFacts(deps: Deps, actor: Actor, id: string, json: object): Promise<Change> {
  const { reader, self, clock } = deps;
  if (!isOwnedBy(id, 'l', self.exchange)) {
    const message = `cannot state facts of ${id}: it is no listing of ${self.exchange}`;
    throw new SelatError('LISTING_NOT_OWNED', message, { id });
  }
  const { asOf: _day, legs: _legs, ...facts } = checked(json);
  const known = await reader.findListingFacts(id);
  const row = { id, facts: JSON.stringify(facts), officer: actor.id, stated_ms: clock() };
  return {
    officer: actor.id,
    leaves: [localLeaf('state-listing-facts', id)],
    rows: [{ table: 'listing_facts', expectedVersion: known?.version ?? 0, row }],
  };
}

function checked(json: object): FlowFacts {
  for (const name of ['asOf', 'legs'].filter((key) => Object.hasOwn(json, key))) {
    const facts = { path: name, problem: 'belongs to a flow', problems: `${name} belongs to a flow` };
    throw new SelatError('FACTS_INVALID', `cannot take the facts: ${name} belongs to a flow, not to a listing`, facts);
  }
  const facts = parseFacts({ ...NO_FLOW, ...json });
  requireOwnFacts({ ...facts, legs: [] }, 'provider', { asOf: facts.asOf, legs: [] });
  return facts;
}

/** The facts of a statement, ready to be joined with those of a listing. */
export function factsOfRow({ facts }: ListingFactsRow, asOf: string): FlowFacts {
  return { ...(JSON.parse(facts) as object), asOf, legs: [] };
}
