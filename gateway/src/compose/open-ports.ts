/** Opens the ports of HTTP: the back office, and health with metrics. */
import { ApiLimiter, type Listener, openApi, openHealth } from '../api/index.js';
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
  const metrics = expositionOf(parts, door);
  return openHealth({ listen: config.metrics.listen, logger, checks: () => readiness(parts, office), metrics });
}

async function readiness(parts: Parts, office: Office) {
  await parts.opened.store.reader.listOfficers();
  return [{ name: 'store', ok: true }, await keyCheck(parts, office)];
}
