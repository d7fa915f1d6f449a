/** What of a request those see who watch the gateway: patterns of routes, never ids. */
import type { Request, RequestHandler } from 'express';
import { parseTraceParent, type SpanInfo, TRACEPARENT } from '../telemetry/index.js';
import type { RegisteredOperation } from './operation.js';
import { API_PREFIX } from './operations/index.js';

/** Told of each request when it begins; what it returns is told route and status when the answer is sent. */
export type ObserveRequest = (method: string) => (route: string, status: number) => void;

/** Tells of each request by its pattern: a path that is no route has none, so that nobody can make names up. */
export function observed(observe: ObserveRequest): RequestHandler {
  return (request, response, next) => {
    const done = observe(request.method);
    response.once('close', () => {
      const route: unknown = request.route?.path;
      done(typeof route === 'string' ? route : 'none', response.statusCode);
    });
    next();
  };
}

/** The span of one operation. @param isKnown whether the caller is; only then it continues the caller's trace */
export function spanOf({ method, path }: RegisteredOperation, { headers }: Request, isKnown: boolean): SpanInfo {
  const route = `${API_PREFIX}${path}`;
  const attributes = { 'http.request.method': method, 'http.route': route };
  const parent = isKnown ? parseTraceParent(headers[TRACEPARENT]) : undefined;
  return { name: `${method} ${route}`, kind: 'server', attributes, parent };
}
