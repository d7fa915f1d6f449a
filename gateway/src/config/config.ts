/** What a gateway is told before it starts: one parsed value, complete, with absolute paths. Written by `selat init`. */

import type { GrantsConfig } from './grants-schema.js';
import type { Limits } from './limits.js';
import type { OfficeConfig } from './office-section.js';
import type { OrdersConfig } from './orders-schema.js';
import type { PacksConfig } from './packs-schema.js';
import type { TracingConfig } from './tracing.js';

/** Environments of the registry `environment`. One process serves one. [CFG-1] */
export const ENVIRONMENTS = ['SANDBOX', 'LIVE'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** From most to least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** An address to listen on. */
export interface HostPort {
  /** Host name, IPv4 address, or IPv6 address without brackets. */
  readonly host: string;
  /** 1 to 65535; 0 = any free port, for API and metrics only. */
  readonly port: number;
}

/** The body that answers for the exchange, as the descriptor states it. */
export interface LegalEntityConfig {
  /** BCP 47 tag to registered name; at least one. */
  readonly names: Readonly<Record<string, string>>;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly externalIds: readonly { readonly scheme: string; readonly value: string }[];
  /** Registered address in one line. */
  readonly address?: string;
}

/** Configuration of one gateway. Holds no secret: it may be logged. */
export interface Config extends OfficeConfig {
  /** Absolute path of the file that was read. */
  readonly file: string;
  /** Absolute path of the node's folder, the one that holds `file`. */
  readonly dir: string;
  readonly exchange: {
    readonly id: string;
    /** ISO 3166-1 alpha-2 code of the law that the exchange obeys. */
    readonly jurisdiction: string;
    readonly environment: Environment;
    readonly legalEntity: LegalEntityConfig;
  };
  readonly federation: {
    readonly listen: HostPort;
    /** host:port that peers dial, as the descriptor states it. */
    readonly advertise: string;
  };
  readonly api: { readonly listen: HostPort };
  readonly metrics: { readonly listen: HostPort };
  readonly store: {
    /** Absolute path of the SQLite database. */
    readonly file: string;
    /** Most pages of 4,096 bytes in the database; absent = as many as the disk holds. [CFG-6] */
    readonly maxPages?: number;
  };
  readonly log: {
    /** Number of the log shard, from 1. */
    readonly shard: number;
    /** Absolute path of the folder of signed heads; put it on another disk than the database. */
    readonly headDir: string;
  };
  readonly keys: {
    readonly dir: string;
    /** Days before its end from which a certificate is warned about. */
    readonly warnDays: number;
  };
  /** Absolute paths of PEM files. */
  readonly tls: { readonly certificate: string; readonly ca: string };
  readonly limits: Limits;
  readonly grants: GrantsConfig;
  readonly orders: OrdersConfig;
  readonly packs: PacksConfig;
  readonly logLevel: LogLevel;
  /** Where traces go; absent = nowhere. */
  readonly tracing?: TracingConfig;
}

/** Prints an address as `host:port`, IPv6 in brackets. */
export function toHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Reads `host:port`; undefined where it has another form. Port 0 to 65535. */
export function parseHostPort(text: string): HostPort | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
