import type { ExchangeId } from '@selat/sdk/model';
import type { Kysely } from 'kysely';
import type { Reader } from '../domain/ports.js';
import type { Capabilities } from './capabilities.js';
import { actReads } from './read-acts.js';
import { admissionReads } from './read-admission.js';
import { attestationReads } from './read-attestations.js';
import { decisionReads } from './read-decisions.js';
import { documentReads } from './read-documents.js';
import { gateReads } from './read-gate.js';
import { grantReads } from './read-grants.js';
import { keyReads } from './read-keys.js';
import { ledgerReads } from './read-ledger.js';
import { listingReads } from './read-listings.js';
import { type LogReader, logReads } from './read-log.js';
import { memberReads } from './read-members.js';
import { officeReads } from './read-office.js';
import { operationsReads } from './read-operations.js';
import { orderReads } from './read-orders.js';
import { outboxReads } from './read-outbox.js';
import { packReads } from './read-packs.js';
import { partyReads } from './read-parties.js';
import { receiptReads } from './read-receipts.js';
import { searchReads } from './read-search.js';
import { type StateReader, stateReads } from './read-state.js';
import type { Schema } from './schema.js';

/** The reading half of a store. */
export interface Reads {
  readonly reader: Reader;
  readonly log: LogReader;
  readonly state: StateReader;
}

/** What differs between stores. */
export interface ReaderParts {
  readonly capabilities: Capabilities;
  /** The exchange whose answers `findAnswer` finds. */
  readonly self: ExchangeId;
  /** What an error of the driver stands for. */
  readonly toError: (error: unknown) => unknown;
}

/** Joins the reads of every subject over one connection. */
export function openReader(db: Kysely<Schema>, { capabilities, self, toError }: ReaderParts): Reads {
  const reader: Reader = {
    ...documentReads(db),
    ...receiptReads(db, self),
    ...partyReads(db),
    ...memberReads(db),
    ...keyReads(db),
    ...listingReads(db),
    ...grantReads(db),
    ...outboxReads(db),
    ...actReads(db),
    ...officeReads(db),
    ...searchReads(db),
    ...operationsReads(db, capabilities),
    ...admissionReads(db),
    ...attestationReads(db),
    ...orderReads(db),
    ...packReads(db),
    ...decisionReads(db),
    ...gateReads(db),
    ...ledgerReads(db),
  };
  const log = logReads(db);
  const state = stateReads(db);
  return { reader: translated(reader, toError), log: translated(log, toError), state: translated(state, toError) };
}

type Method = (...args: never[]) => Promise<unknown>;

/** The same methods, whose failures are those of the store and not of its driver. */
function translated<T extends object>(methods: T, toError: (error: unknown) => unknown): T {
  const entries = (Object.entries(methods) as [string, Method][]).map(([name, method]) => {
    const wrapped: Method = (...args) =>
      method(...args).catch((error: unknown) => {
        throw toError(error);
      });
    return [name, wrapped];
  });
  return Object.fromEntries(entries) as T;
}
