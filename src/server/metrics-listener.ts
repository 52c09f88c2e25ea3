import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Config } from '../platform/config/config.js';
import { ConfigViolations } from '../platform/config/settings.js';
import type { Logger } from '../platform/telemetry/log.js';
import type { Metrics } from '../platform/telemetry/metrics.js';
import { addUpMetrics, joinMetrics } from './worker-metrics.js';

/** Milliseconds for sending a request, which has no body, and after which a connection is cut that does not end by itself. */
const REQUEST_TIMEOUT = 10_000;
const GRACE = 1_000;

type Address = Pick<Config, 'host' | 'metrics'>;

/** Metrics in Prometheus text format on a port of their own: `GET /metrics`, and nothing else. */
export class MetricsListener {
  private readonly server = createServer(
    { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT },
    (request, response) => void this.answer(request, response),
  );

  /** @param read the metrics as text; if it rejects, the answer is 503 */
  constructor(
    private readonly read: () => Promise<string>,
    private readonly logger: Logger,
  ) {}

  /** Does nothing unless there is a port for metrics. @throws ConfigViolations if it cannot be listened on */
  async listen({ host, metrics: { port } }: Address): Promise<void> {
    if (port === undefined) return;
    try {
      this.server.listen(port, host);
      await once(this.server, 'listening');
    } catch (error) {
      throw new ConfigViolations([
        `METRICS_PORT cannot be listened on: ${(error as Error).message}; set it to another port`,
      ]);
    }
  }

  /** Finishes what is in flight, and waits for no connection on which nothing is. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    setTimeout(() => this.server.closeAllConnections(), GRACE).unref();
    await closed;
  }

  private async answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    const say = (status: number, type: string, text: string) =>
      response.writeHead(status, { ...headers, 'content-type': type }).end(text);
    if (method !== 'GET' || url.split('?')[0] !== '/metrics') {
      say(404, 'text/plain', 'there is only GET /metrics here\n');
      return;
    }
    try {
      say(200, Registry.PROMETHEUS_CONTENT_TYPE, await this.read());
    } catch (error) {
      this.logger.error({ err: error }, 'the metrics cannot be read');
      say(503, 'text/plain', 'the metrics cannot be read now; try again in a moment\n');
    }
  }
}

/**
 * Serves the metrics of this process on the port for metrics, as long as Fastify runs.
 * The metrics of a worker are read by the primary process instead: {@link listenForWorkers}.
 */
export function listenForMetrics(fastify: FastifyInstance, metrics: Metrics, config: Address, logger: Logger): void {
  if (cluster.isWorker) {
    joinMetrics(metrics);
    return;
  }
  const listener = new MetricsListener(() => metrics.text(), logger);
  fastify.addHook('onReady', () => listener.listen(config));
  fastify.addHook('onClose', () => listener.close());
}

/** Serves the metrics of all workers together, from their primary process. @throws ConfigViolations as {@link MetricsListener.listen} */
export async function listenForWorkers(config: Address, logger: Logger): Promise<MetricsListener> {
  const listener = new MetricsListener(addUpMetrics(), logger);
  await listener.listen(config);
  return listener;
}
