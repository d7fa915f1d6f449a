import type * as wire from '@selat/proto/selat/v1/identity.js';
import { type Head, parseHead } from './head.js';
import {
  findRepeated,
  given,
  present,
  requireField,
  toHex,
  toHexOrAbsent,
  toNumber,
  toTextOrAbsent,
} from './narrow.js';
import { parseRegisteredKeys, type RegisteredKey } from './registered-key.js';
import { type DigestHex, type ExchangeId, isOwnedBy, type PartyId } from './scalars.js';

const TYPE = 'selat.v1.ExchangeDescriptor';

/** Who an exchange is: its legal entity, endpoints, keys and logs. [IDN-2] */
export interface ExchangeDescriptor {
  readonly type: typeof TYPE;
  readonly head: Head;
  readonly id: ExchangeId;
  readonly legalEntity: Readonly<wire.LegalEntity>;
  /** ISO 3166-1 alpha-2 code of the law that the exchange obeys. */
  readonly jurisdiction: string;
  /** Host and port of FederationService. */
  readonly federation: string;
  /** https base URL of public files; absent = not served. */
  readonly publicUrl?: string;
  /** Newest first. */
  readonly protocolVersions: readonly string[];
  readonly documentTypes: readonly string[];
  readonly packLanguages: readonly number[];
  readonly profiles: readonly string[];
  readonly keys: readonly RegisteredKey[];
  /** Number of distinct identity keys that must sign the next descriptor. [IDN-3] */
  readonly identityThreshold: number;
  /** Operator CA (PEM) and SHA-256 pins of the leaf certificates' public keys. */
  readonly tls: { readonly caCertificatePem: string; readonly pins: readonly DigestHex[] };
  /** Newest first; at most one is open. [LOG-7] */
  readonly logs: readonly LogInfo[];
  readonly authorities: readonly Authority[];
  readonly certificateDigests: readonly DigestHex[];
  /** 1 for the first descriptor of the chain. */
  readonly sequence: number;
  /** Absent in the first. [IDN-3] */
  readonly previousDigest?: DigestHex;
}

/** One Merkle log of an exchange. [LOG-7] */
export interface LogInfo {
  /** `<exchange id>/log/<env>-<n>`. [LOG-6] */
  readonly origin: string;
  readonly vkey: string;
  readonly status: 'OPEN' | 'CLOSED';
  /** Present exactly where the log is closed. */
  readonly final?: { readonly size: number; readonly root: DigestHex };
  readonly successor?: string;
}

/** An authority that an exchange answers to. */
export interface Authority {
  readonly id: PartyId;
  readonly names: readonly Readonly<wire.LocalizedText>[];
  readonly jurisdiction: string;
  readonly keys: readonly RegisteredKey[];
}

/** @throws SelatError DOCUMENT_FIELD_INVALID, KEY_MALFORMED */
export function parseExchangeDescriptor(message: wire.ExchangeDescriptor): ExchangeDescriptor {
  const endpoints = present(message.endpoints, TYPE, 'endpoints');
  const tls = present(message.tls, TYPE, 'tls');
  const descriptor: ExchangeDescriptor = {
    type: TYPE,
    head: parseHead(message.head, TYPE, 'any-before-agreement'),
    id: message.id,
    legalEntity: present(message.legalEntity, TYPE, 'legal_entity'),
    jurisdiction: message.jurisdiction,
    federation: endpoints.federation,
    protocolVersions: message.protocolVersions,
    documentTypes: message.documentTypes,
    packLanguages: message.packLanguages,
    profiles: message.profiles,
    keys: parseRegisteredKeys(message.keys, TYPE, 'keys'),
    identityThreshold: message.identityThreshold,
    tls: { caCertificatePem: tls.caCertificatePem, pins: tls.pins.map(toHex) },
    logs: message.logs.map(parseLogInfo),
    authorities: message.authorities.map(parseAuthority),
    certificateDigests: message.certificateDigests.map(toHex),
    sequence: toNumber(message.sequence),
    ...given({
      publicUrl: toTextOrAbsent(endpoints.publicUrl),
      previousDigest: toHexOrAbsent(message.previousDigest),
    }),
  };
  checkIdentity(descriptor);
  checkLogs(descriptor);
  return descriptor;
}

function parseLogInfo(message: wire.LogInfo, index: number): LogInfo {
  const path = `logs[${index}]`;
  const { origin, vkey, status } = message;
  requireField(vkey.startsWith(`${origin}+`), TYPE, `${path}.vkey`, 'does not begin with the origin');
  const successor = given({ successor: toTextOrAbsent(message.successor) });
  if (status === 'OPEN') {
    const bare = message.finalSize === undefined && message.finalRoot.length === 0 && message.successor === '';
    requireField(bare, TYPE, path, 'is open and names a final size, a final root or a successor');
    return { origin, vkey, status };
  }
  requireField(status === 'CLOSED', TYPE, `${path}.status`, 'is neither OPEN nor CLOSED');
  const size = toNumber(present(message.finalSize, TYPE, `${path}.final_size`));
  const root = present(toHexOrAbsent(message.finalRoot), TYPE, `${path}.final_root`);
  return { origin, vkey, status: 'CLOSED', final: { size, root }, ...successor };
}

function parseAuthority(message: wire.Authority, index: number): Authority {
  const keys = parseRegisteredKeys(message.keys, TYPE, `authorities[${index}].keys`);
  return { id: message.id, names: message.names, jurisdiction: message.jurisdiction, keys };
}

function checkIdentity(descriptor: ExchangeDescriptor): void {
  const { id, head, keys, authorities, identityThreshold, sequence, previousDigest } = descriptor;
  requireField(id === head.issuer, TYPE, 'id', 'differs from head.issuer');
  const lasting = ({ purpose, notAfter }: RegisteredKey) => purpose === 'identity' && notAfter === undefined;
  const identityKeys = keys.filter(lasting).length;
  const reachable = identityThreshold >= 1 && identityThreshold <= identityKeys;
  requireField(
    reachable,
    TYPE,
    'identity_threshold',
    `is not between 1 and the ${identityKeys} identity keys without an end`,
  );
  const isFirst = sequence === 1;
  const why = isFirst ? 'is present in the first descriptor' : 'is missing in a later descriptor';
  requireField(isFirst === (previousDigest === undefined), TYPE, 'previous_digest', why);
  const foreign = authorities.findIndex((authority) => !isOwnedBy(authority.id, 'a', id));
  requireField(foreign < 0, TYPE, `authorities[${foreign}].id`, `is not under ${id}/a/`);
  const twice = findRepeated(authorities.map((authority) => authority.id));
  requireField(twice === undefined, TYPE, 'authorities', `name ${twice} twice`);
  const shared = findRepeated([...keys, ...authorities.flatMap((authority) => authority.keys)].map((key) => key.kid));
  requireField(shared === undefined, TYPE, 'authorities', `share key ${shared} with another owner`);
}

function checkLogs({ id, head, logs }: ExchangeDescriptor): void {
  const prefix = `${id}/log/${head.env.toLowerCase()}-`;
  const foreign = logs.findIndex((log) => !log.origin.startsWith(prefix));
  requireField(foreign < 0, TYPE, `logs[${foreign}].origin`, `is not under ${prefix}`);
  const twice = findRepeated(logs.map((log) => log.origin));
  requireField(twice === undefined, TYPE, 'logs', `name ${twice} twice`);
  const open = logs.filter((log) => log.status === 'OPEN').length;
  requireField(open <= 1, TYPE, 'logs', 'has more than one open log');
}
