import cookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClientsService } from '../clients/clients.service.js';
import { setUpDocumentation } from '../operations/documentation/set-up-documentation.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Connections } from '../platform/http/connections.js';
import { OpenPaths } from '../platform/http/open-paths.js';
import { LOGGER, type Logger } from '../platform/telemetry/log.js';
import { Metrics } from '../platform/telemetry/metrics.js';
import { Pages } from '../ui/pages.js';
import { Answers } from './http/answers.js';
import { readBodies } from './http/bodies.js';
import { sendEdgeHeaders } from './http/edge-headers.js';
import { OAuthErrorFilter } from './http/oauth-error.filter.js';
import { ProblemFilter } from './http/problem.filter.js';
import { listenForMetrics } from './metrics-listener.js';

/** The settings of the HTTP edge, shared by the server, by hosts that embed it, and by the tests. */
export async function setUpApp(app: NestFastifyApplication): Promise<void> {
  const config = app.get<Config>(CONFIG);
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(cookie);
  const openPaths = app.get(OpenPaths);
  sendEdgeHeaders(fastify, config, openPaths, app.get(ClientsService, { strict: false }));
  const metrics = app.get(Metrics);
  new Answers(metrics, config).watch(fastify);
  listenForMetrics(fastify, metrics, config, app.get<Logger>(LOGGER));
  readBodies(app);
  app.get(Connections).watch(fastify);
  app.useGlobalFilters(new ProblemFilter(app.get(Pages), openPaths), new OAuthErrorFilter(config));
  if (config.docsEnabled) setUpDocumentation(app, config);
}
