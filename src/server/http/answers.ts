import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.js';
import { addressOf } from '../../platform/http/request-facts.js';
import type { Metrics } from '../../platform/telemetry/metrics.js';

type LogSettings = Pick<Config, 'accessLog' | 'logLevel'>;

/** Whether each request leaves a line in the log. */
export function logsAccess({ accessLog, logLevel }: LogSettings): boolean {
  return accessLog || logLevel === 'debug' || logLevel === 'trace';
}

/** Counts requests when they have been answered, and logs each if that is wanted. */
export class Answers {
  private readonly level: 'info' | 'debug';
  private readonly isLogged: boolean;

  constructor(
    private readonly metrics: Pick<Metrics, 'observe'>,
    config: LogSettings,
  ) {
    this.level = config.accessLog ? 'info' : 'debug';
    this.isLogged = logsAccess(config);
  }

  /** Hears of every request that Fastify routes. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.note(request, reply);
      done();
    });
  }

  /** Of one that the router itself refuses, for which no hook runs. */
  watchOne(request: FastifyRequest, reply: FastifyReply): void {
    reply.raw.once('finish', () => this.note(request, reply));
  }

  /** The pattern of the route, never the address, which may hold secrets. */
  private note(request: FastifyRequest, { statusCode: status, elapsedTime }: FastifyReply): void {
    const { method, routeOptions, log } = request;
    const route = routeOptions.url ?? 'none';
    this.metrics.observe(method, route, status, elapsedTime);
    if (!this.isLogged) return;
    const ms = Math.round(elapsedTime * 10) / 10;
    log[this.level]({ method, route, status, ms, address: addressOf(request) }, 'request answered');
  }
}
