import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import type { Bindings } from 'pino';
import { AppModule, type Extensions } from '../app.module.js';
import { DiscoveryController } from '../discovery/discovery.controller.js';
import type { Config } from '../platform/config/config.js';
import { issuerPath } from '../platform/config/issuer.js';
import { OpenPaths } from '../platform/http/open-paths.js';
import { RequestIds } from '../platform/http/request-ids.js';
import { isOn } from '../platform/performance/optimisations.js';
import { createLogger, NestLogger } from '../platform/telemetry/log.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { Answers, logsAccess } from './http/answers.js';
import { serveBelow } from './http/below-path.js';
import { answerBroken } from './http/broken-request.js';
import { edgeHeaders } from './http/edge-headers.js';
import { RequestLogger } from './http/request-logger.js';
import { sendTraces } from './http/traces.js';
import { answerUnroutable } from './http/unroutable.js';
import { ReadyAnswers } from './performance/ready-answers.js';
import { takeRequestsTogether } from './performance/request-turns.js';
import { RootModule } from './root.controller.js';
import { setUpApp } from './set-up-app.js';

/** Largest accepted request body, in bytes. */
const BODY_LIMIT = 256 * 1024;

/** Milliseconds for sending a whole request, however long its answer takes; and how often Node looks. */
const REQUEST_TIMEOUT = 30_000;
const REQUEST_CHECKS = 5_000;

/** Characters of an identifier in a path; client identifiers have up to 255, and each may be percent-encoded. */
const LONGEST_PATH_PARAMETER = 3 * 255;

/** No route has a schema of Fastify's; its own compilers for them take 2 MiB. */
const withoutSchemas = () => () => {
  throw new Error('schemas of Fastify are not compiled here');
};

/** Builds the whole server, ready to listen. */
export async function createApp(config: Config, extensions: Extensions = {}): Promise<NestFastifyApplication> {
  const logger = createLogger(config);
  const requestIds = new RequestIds(config);
  // Then every line has the identifiers of the span that it is written in.
  const isTraced = config.tracing.endpoint !== undefined;
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (_parent: unknown, bindings: Bindings, _options: unknown, request: IncomingMessage) =>
      new RequestLogger(logger, () => (isTraced ? bindings : { ...bindings, trace_id: requestIds.traceOf(request) })),
    genReqId: requestIds.of,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    // Of the two, Node takes the longer one for whole requests.
    http: { headersTimeout: REQUEST_TIMEOUT, connectionsCheckingInterval: REQUEST_CHECKS },
    schemaController: { compilersFactory: { buildValidator: withoutSchemas, buildSerializer: withoutSchemas } },
    routerOptions: { maxParamLength: LONGEST_PATH_PARAMETER },
    frameworkErrors: answerUnroutable(config, () => ({
      openPaths: app.get(OpenPaths),
      answers: new Answers(app.get(Metrics), config),
    })),
    clientErrorHandler: answerBroken,
    // Stopping finishes what is in flight and waits for no idle connection.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
  });
  const app: NestFastifyApplication = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, { ...extensions, rooms: [...(extensions.rooms ?? []), RootModule] }),
    adapter,
    {
      logger: new NestLogger(logger),
      abortOnError: false,
    },
  );
  await setUpApp(app);
  const fastify = adapter.getInstance();
  if (isOn('request-turns')) takeRequestsTogether(fastify);
  const { documents } = app.get(DiscoveryController);
  // They are answered where nothing knows yet who has sent a request, and which trace it is a part of.
  if (isOn('ready-answers') && !logsAccess(config) && !isTraced)
    new ReadyAnswers(documents, edgeHeaders(config).open, requestIds, app.get(Metrics)).interceptRequests(fastify);
  const path = issuerPath(config.issuer);
  // Outermost, so that all others see addresses without the path.
  if (path !== '') serveBelow(path, fastify);
  await sendTraces(fastify, config, requestIds, logger);
  return app;
}
