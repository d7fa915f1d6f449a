import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { type Config, loadConfig } from '../../config/index.js';
import { openLogger } from '../../logging/index.js';
import type { RunningGateway, startGateway } from '../../main.js';
import type { Action, Call } from '../command.js';
import { configFileOf } from '../config-file.js';
import { flag, parseGiven, text, usage } from '../given.js';
import { readSteerer } from '../steered-by.js';

/** Starts a gateway: `startGateway` of the composition root. */
export type StartGateway = typeof startGateway;

const crashPoint = z
  .string()
  .regex(/^[a-z0-9:-]{1,64}#[1-9][0-9]{0,5}$/, 'is not <point>#<number from 1>')
  .transform((value) => ({ point: value.split('#')[0] ?? '', occurrence: Number(value.split('#')[1]) }));

const given = z.object({
  config: text.optional(),
  harness: flag,
  crashAfter: crashPoint.optional(),
  steeredBy: text.optional(),
  json: flag,
});

/** Exit code of a process that a signal ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/** Runs a gateway until a signal, or until it cannot go on: exit code 1. @param findStart gives `startGateway`; loaded late, since it loads everything */
export function serveWith(findStart: () => Promise<StartGateway>): Action {
  return async (call) => {
    const { config: named, harness, crashAfter, steeredBy, json } = parseGiven(given, call);
    if (crashAfter !== undefined && !harness) throw usage(['--crash-after needs --harness']);
    if (steeredBy !== undefined && !harness) throw usage(['--steered-by needs --harness']);
    const { io } = call;
    const { config, secrets } = await loadConfig(configFileOf(named, call), io.env);
    requireSandbox(config, harness);
    const logger = openLogger({
      level: config.logLevel,
      destination: { write: io.err },
      secrets: secrets.values,
    });
    for (const warning of secrets.warnings) logger.warn(warning);
    const stopped = stopSignal(call);
    const fatal = firstCall();
    const startGateway = await findStart();
    const gateway = await startGateway({
      config,
      secrets,
      harness,
      logger,
      onFatal: fatal.call,
      ...(crashAfter === undefined ? {} : { crashAfter }),
      ...(steeredBy === undefined ? {} : { steeredBy: await readSteerer(steeredBy, io) }),
    });
    io.out(json ? `${JSON.stringify(readyJson(gateway, io.pid))}\n` : readyText(gateway, config));
    const isFatal = await Promise.race([stopped.then(() => false), fatal.called.then(() => true)]);
    logger.info('stopping');
    await gateway.stop();
    logger.info('stopped');
    return isFatal ? { exit: 1 } : {};
  };
}

export const serve = serveWith(async () => {
  const main = await import('../../main.js');
  return main.startGateway;
});

/** The harness can end the process and move its clock. [CFG-5] */
function requireSandbox(config: Config, harness: boolean): void {
  const { environment, id } = config.exchange;
  if (!harness || environment === 'SANDBOX') return;
  throw new SelatError('HARNESS_FORBIDDEN', `cannot serve ${id} with --harness: its environment is ${environment}`, {
    exchange: id,
    environment,
  });
}

/** A function, and a promise that settles when it is called. */
function firstCall(): { readonly call: () => void; readonly called: Promise<void> } {
  let call: () => void = () => undefined;
  const called = new Promise<void>((resolve) => {
    call = resolve;
  });
  return { call: () => call(), called };
}

/** Settles at the first signal; at the second the process ends without waiting. */
function stopSignal({ io }: Call): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    io.onStopSignal(() => {
      if (isStopping) io.exit(INTERRUPTED);
      isStopping = true;
      resolve();
    });
  });
}

function readyJson(gateway: RunningGateway, pid: number): object {
  const { federationAddress, apiAddress, metricsAddress, harnessAddress } = gateway;
  return {
    pid,
    federationUrl: `https://${federationAddress}`,
    apiUrl: `http://${apiAddress}`,
    metricsUrl: `http://${metricsAddress}`,
    ...(harnessAddress === undefined ? {} : { harnessUrl: `https://${harnessAddress}` }),
  };
}

function readyText(gateway: RunningGateway, { exchange }: Config): string {
  const { federationAddress, apiAddress, metricsAddress } = gateway;
  return `${exchange.id} serves peers on ${federationAddress}, the back office on ${apiAddress}, health on ${metricsAddress}\n`;
}
