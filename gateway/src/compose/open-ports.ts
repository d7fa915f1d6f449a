/** Opens the ports of HTTP: the back office, and health with metrics. */
import { ApiLimiter, type Check, type Listener, openApi, openHealth } from '../api/index.js';
import { backOffice } from '../domain/back-office/back-office.js';
import type { Office } from '../domain/back-office/office.js';
import type { Random } from '../domain/ports.js';
import { tracedUseCases } from '../telemetry/index.js';
import type { FrontDoor } from './open-door.js';
import { expositionOf } from './open-telemetry.js';
import type { Parts } from './parts.js';
import { keyCheck } from './watch-keys.js';

export function openOfficerApi(parts: Parts, office: Office, random: Random): Promise<Listener> {
  const { input, time, telemetry } = parts;
  const { api, limits } = input.config;
  const { metrics, tracing } = telemetry;
  return openApi({
    useCases: tracedUseCases(tracing, backOffice(office)),
    listen: api.listen,
    logger: input.logger,
    random,
    bodyBytes: limits.bodyBytes,
    limiter: new ApiLimiter(limits.api, time.clock),
    tracing,
    observe: (method) => {
      const start = time.ticks();
      return (route, status) => metrics.request({ method, route, code: String(status), ms: time.ticks() - start });
    },
  });
}

export function openMetricsPort(parts: Parts, office: Office, door: FrontDoor): Promise<Listener> {
  const { config, logger } = parts.input;
  const metrics = expositionOf(parts, office, door);
  return openHealth({ listen: config.metrics.listen, logger, checks: () => readiness(parts, office, door), metrics });
}

/** What must hold before the gateway takes work: it has begun and is not about to end, and its store answers. [OPS-8] */
async function readiness(parts: Parts, office: Office, { health }: FrontDoor): Promise<readonly Check[]> {
  const serving = health.isServing ? [] : [{ name: 'serving', ok: false, detail: 'it is starting or stopping' }];
  const isStoreThere = await parts.opened.store.reader.listOfficers().then(
    () => true,
    () => false,
  );
  if (!isStoreThere) return [...serving, { name: 'store', ok: false, detail: 'it gives no answer' }];
  return [...serving, { name: 'store', ok: true }, await keyCheck(parts, office)];
}
