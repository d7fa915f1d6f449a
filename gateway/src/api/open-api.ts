/**
 * The REST edge of the back office. Default-deny: every path but the public descriptor goes through `authenticate`,
 * every operation through `admitted`, and there is no way to a handler beside the table of operations. [API-2]
 */

import { SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import type { HostPort } from '../config/config.js';
import { Held } from '../domain/office/views.js';
import type { UseCases } from '../domain/use-cases.js';
import type { Logger } from '../logging/index.js';
import { NO_TRACING, type Tracing } from '../telemetry/index.js';
import type { ApiLimiter } from './api-limiter.js';
import { asStranger, authenticate, authenticateMember, type Sender } from './authenticate.js';
import { isByteStream, sendByteStream } from './byte-stream.js';
import { toErrorAnswer } from './faults.js';
import { type Listener, listen } from './listen.js';
import { type ObserveRequest, observed, spanOf } from './observed.js';
import { type Caller, type RegisteredOperation, requireRole } from './operation.js';
import { API_PREFIX, OPERATIONS } from './operations/index.js';
import { typedParseFailure } from './parse-failure.js';

/** What the REST edge needs. */
export interface ApiInput {
  readonly useCases: UseCases;
  readonly listen: HostPort;
  readonly logger: Logger;
  /** For the ids under which unexpected errors are logged. */
  readonly random: Random;
  /** Largest request body, bytes. */
  readonly bodyBytes: number;
  /** Holds officers and strangers to their rates; absent = nothing does. */
  readonly limiter?: ApiLimiter;
  readonly tracing?: Tracing;
  readonly observe?: ObserveRequest;
}

/** Starts the REST edge. @throws SelatError LISTEN_FAILED naming `api.listen` */
export function openApi(input: ApiInput): Promise<Listener> {
  return listen(buildApi(input), input.listen, 'api.listen');
}

/** The express application: public descriptor, operations, refusal of everything else. */
export function buildApi(input: Omit<ApiInput, 'listen'>): Express {
  const { useCases, logger, random, bodyBytes, limiter, tracing = NO_TRACING } = input;
  const senderOf = ({ headers, socket }: Request): Sender => {
    return { header: headers.authorization, address: socket.remoteAddress ?? '', limiter };
  };
  const app = express();
  app.set('query parser', 'simple');
  app.use(
    pinoHttp({ logger, genReqId: () => random(8).toString('hex'), serializers: SERIALIZERS, quietReqLogger: true }),
  );
  app.use(helmet({ contentSecurityPolicy: { directives: { 'default-src': ["'none'"] }, useDefaults: false } }));
  app.use(noStore);
  if (input.observe !== undefined) app.use(observed(input.observe));
  app.get('/.well-known/selat', async (_, response) => {
    const descriptor = await useCases.descriptor();
    response.type('application/jose+json').set('Cache-Control', 'public, max-age=60').send(JSON.stringify(descriptor));
  });
  const json = express.json({ limit: bodyBytes, strict: true });
  for (const each of OPERATIONS) addOperation(app, { each, useCases, senderOf, json, tracing });
  app.use(guard(useCases, senderOf), (request) => {
    const facts = { method: request.method, path: request.path.slice(0, 256) };
    throw new SelatError('ROUTE_UNKNOWN', `cannot ${facts.method} ${facts.path}: there is no such route`, facts);
  });
  app.use(answerFailure(logger, random));
  return app;
}

/** What a request line says: never a header, never a query, never a body. */
const SERIALIZERS = {
  req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, path: url.split('?')[0] }),
  res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
};

const noStore: RequestHandler = (_, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** Any active officer, no more. */
function guard(useCases: UseCases, senderOf: Route['senderOf']): RequestHandler {
  return async (request, _, next) => {
    await authenticate(useCases, senderOf(request));
    next();
  };
}

interface Route {
  readonly each: RegisteredOperation;
  readonly useCases: UseCases;
  readonly senderOf: (request: Request) => Sender;
  readonly json: RequestHandler;
  readonly tracing: Tracing;
}

/** Largest body of a caller who is known only by what is in it, bytes. */
const STRANGER_BODY_BYTES = 4096;

/** Finds out who calls, by the one way that the operation has. */
async function admitted({ each, useCases, senderOf }: Route, request: Request): Promise<Caller> {
  const sender = senderOf(request);
  if (each.caller === 'code') return { kind: 'code' };
  if (each.caller === 'member') return { kind: 'member', member: await authenticateMember(useCases, sender) };
  const actor = await authenticate(useCases, sender);
  requireRole(each, actor);
  return { kind: 'officer', actor };
}

/** The caller is known before the body is read: a stranger cannot make the gateway parse more than a code. */
function addOperation(app: Express, route: Route): void {
  const { each, useCases, senderOf, tracing } = route;
  const callers = new WeakMap<Request, Caller>();
  const json = each.caller === 'code' ? express.json({ limit: STRANGER_BODY_BYTES, strict: true }) : route.json;
  const admit: RequestHandler = async (request, _, next) => {
    callers.set(request, await admitted(route, request));
    next();
  };
  const run: RequestHandler = async (request, response) => {
    const caller = callers.get(request);
    if (caller === undefined) throw new Error('an operation ran without a caller');
    const span = spanOf(each, request, caller.kind !== 'code');
    const ask = () => tracing.span(span, () => each.call(useCases, inputOf(each, request), caller));
    const answer = await (caller.kind === 'code' ? asStranger(senderOf(request), ask) : ask());
    if (isByteStream(answer)) await sendByteStream(response, answer);
    // Held: nothing is done yet, a second officer must approve. [BOF-2]
    else response.status(answer instanceof Held ? 202 : 200).json(answer);
  };
  const path = `${API_PREFIX}${each.path}`;
  if (each.method === 'GET') app.get(path, admit, run);
  else app.post(path, admit, json, run);
}

/** Path parameters with query or body. A name that stands in both is refused: one of the two would be ignored. */
function inputOf({ method, path }: RegisteredOperation, request: Request): unknown {
  const rest: unknown = method === 'GET' ? request.query : (request.body ?? emptyBody(request));
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) {
    throw new SelatError('REQUEST_INVALID', `cannot accept ${method} ${path}: its body is no JSON object`);
  }
  const twice = Object.keys(request.params).find((name) => Object.hasOwn(rest, name));
  if (twice !== undefined) {
    const message = `cannot accept ${method} ${path}: ${twice} stands in the path and beside it`;
    throw new SelatError('REQUEST_INVALID', message, { field: twice });
  }
  return { ...rest, ...request.params };
}

/** No body at all is an empty object; a body of another type was not read. @throws SelatError REQUEST_INVALID */
function emptyBody(request: Request): object {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length === 0 && request.headers['transfer-encoding'] === undefined) return {};
  throw new SelatError('REQUEST_INVALID', 'cannot read the body: its content-type is not application/json');
}

function answerFailure(logger: Logger, random: Random): ErrorRequestHandler {
  return (failure: unknown, request, response, next) => {
    if (response.headersSent) return next(failure);
    const error = typedParseFailure(failure);
    const answer = toErrorAnswer(error, () => random(8).toString('hex'));
    const { method, path } = request;
    if (answer.incident !== undefined)
      logger.error({ err: error, incident: answer.incident, method, path }, 'internal error');
    else logger.debug({ err: error, method, path }, 'request refused');
    response.status(answer.status).set(answer.headers).json(answer.body);
  };
}
