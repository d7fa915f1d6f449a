/** Health of the process, for supervisors and load balancers; says nothing that needs a token. */
import express from 'express';
import helmet from 'helmet';
import type { HostPort } from '../config/config.js';
import type { Logger } from '../logging/index.js';
import type { Exposition } from '../telemetry/index.js';
import { type Listener, listen } from './listen.js';

/** One thing that must hold before the gateway takes work. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong; no secret, no name of a participant. */
  readonly detail?: string;
}

export interface HealthInput {
  readonly listen: HostPort;
  readonly logger: Logger;
  /** Runs at each call of /readyz; must not take longer than a second. */
  readonly checks: () => Promise<readonly Check[]>;
  /** Answers /metrics; absent = there is no such route. */
  readonly metrics?: () => Promise<Exposition>;
}

/**
 * Serves `/healthz` (200 while the process answers), `/readyz` (200 when every check holds, else 503 with the checks) and
 * `/metrics` in the text format of Prometheus.
 * @throws SelatError LISTEN_FAILED naming `metrics.listen`
 */
export function openHealth({ listen: at, logger, checks, metrics }: HealthInput): Promise<Listener> {
  const app = express();
  app.use(helmet());
  app.get('/healthz', (_, response) => void response.json({ ok: true }));
  app.get('/readyz', async (_, response) => {
    const results = await checks().catch((error: unknown): readonly Check[] => {
      logger.error({ err: error }, 'readiness check failed');
      return [{ name: 'checks', ok: false, detail: 'the checks themselves failed' }];
    });
    const ok = results.every((check) => check.ok);
    response.status(ok ? 200 : 503).json({ ok, checks: results });
  });
  if (metrics !== undefined) {
    app.get('/metrics', async (_, response) => {
      const { contentType, text } = await metrics();
      response.set('content-type', contentType).send(text);
    });
  }
  app.use((_, response) => void response.status(404).json({ error: { reason: 'ROUTE_UNKNOWN' } }));
  return listen(app, at, 'metrics.listen');
}
