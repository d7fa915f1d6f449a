/** Keeps an eye on own keys: takes over what other processes changed, moves certificates on, and warns of what ends. */
import type { TlsSwitch } from '../custody/tls-switch.js';
import { expiringKeys } from '../domain/back-office/keys.js';
import type { Office } from '../domain/back-office/office.js';
import type { FederationHub } from '../federation/federation-hub.js';
import { isOutage } from '../federation/is-outage.js';
import type { Logger } from '../logging/index.js';
import type { Parts } from './parts.js';

const HOUR_MS = 3_600_000;
const LOOKS_A_DAY = 24;

/** Begins to watch. The returned function ends it. */
export async function watchKeys(parts: Parts, office: Office, hub: FederationHub): Promise<() => void> {
  const { input, opened, tlsSwitch } = parts;
  const { identity, signals } = opened;
  const { logger } = input;
  const quietly = (work: () => Promise<void>): void => {
    work().catch((err: unknown) => {
      const level = isOutage(err) ? 'warn' : 'error';
      logger[level]({ err }, 'cannot look after own keys now, will try again');
    });
  };
  const look = async (): Promise<void> => {
    await identity.refresh();
    await identity.reloadCertificates();
    await tlsSwitch.consider();
    tellOfMissing(parts, logger);
  };
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    quietly(look);
    if (looks % LOOKS_A_DAY === 0) quietly(() => warnOfEnds(office, logger));
  }, HOUR_MS).unref();
  const stops = [
    identity.onChange(() => hub.renewLinks()),
    signals.onOthersCommit(() => quietly(look)),
    signals.onCommit(({ receiptsGot = [] }) => {
      if (isAwaited(tlsSwitch, receiptsGot)) quietly(() => tlsSwitch.consider());
    }),
  ];
  await look();
  await warnOfEnds(office, logger);
  return () => {
    clearInterval(timer);
    for (const stop of stops) stop();
  };
}

/** Whether a peer that a certificate waits for has answered something. */
function isAwaited({ lagging }: TlsSwitch, receipts: readonly { readonly peer: string }[]): boolean {
  return lagging.length > 0 && receipts.some(({ peer }) => lagging.includes(peer));
}

function tellOfMissing({ opened }: Parts, logger: Logger): void {
  for (const { purpose, kid } of opened.identity.missing) {
    logger.error(
      { purpose, kid, file: `${purpose}-${kid}.json` },
      'a key of the newest descriptor is not in this keystore',
    );
  }
}

async function warnOfEnds(office: Office, logger: Logger): Promise<void> {
  for (const key of await expiringKeys(office)) {
    const ends = new Date(key.notAfter).toISOString();
    logger.warn({ ...key, ends }, 'a key or certificate ends soon: see selat key list');
  }
}

/** Detail of the readiness check: what is missing fails it, what ends soon does not. */
export async function keyCheck({ opened }: Parts, office: Office) {
  const { missing } = opened.identity;
  if (missing.length > 0) {
    const names = missing.map(({ purpose, kid }) => `${purpose}-${kid}.json`).join(', ');
    return { name: 'keys', ok: false, detail: `not in this keystore: ${names}` };
  }
  const ending = await expiringKeys(office);
  if (ending.length === 0) return { name: 'keys', ok: true };
  const detail = ending.map(({ purpose, kid, daysLeft }) => `${purpose} ${kid} ends in ${daysLeft} days`).join('; ');
  return { name: 'keys', ok: true, detail };
}
