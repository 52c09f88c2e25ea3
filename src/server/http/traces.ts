import type { FastifyInstance } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import type { RequestIds } from '../../platform/http/request-ids.js';
import { interceptRequests } from '../../platform/http/request-interceptor.js';
import type { Logger } from '../../platform/telemetry/log.js';
import { setTracer } from '../../platform/telemetry/spans.js';

/**
 * Sends traces from now on, until the server stops: one for each request, or a part of that of a trusted proxy. Does nothing, and
 * loads nothing, unless the settings say where they go.
 * @param fastify with all its other interceptors, so that all that is done for a request is in its span
 */
export async function sendTraces(
  fastify: FastifyInstance,
  { tracing: { endpoint, ...rest } }: Pick<Config, 'tracing'>,
  requestIds: RequestIds,
  logger: Logger,
): Promise<void> {
  if (endpoint === undefined) return;
  const { OpenTelemetry } = await import('../../platform/telemetry/tracing/open-telemetry.js');
  const tracer = new OpenTelemetry({ endpoint, ...rest }, logger);
  setTracer(tracer);
  interceptRequests(fastify, (request, response, goOn) =>
    tracer.request(request, response, requestIds.traceOf(request) !== undefined, goOn),
  );
  fastify.addHook('onRequest', (request, _reply, done) => {
    tracer.routed(request.method, request.routeOptions.url ?? 'none', request.id);
    done();
  });
  fastify.addHook('onClose', async () => {
    setTracer(undefined);
    await tracer.stop();
  });
}
