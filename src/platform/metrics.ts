import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { RequestDurations } from './request-durations.js';

/** What operations watch of this process: requests by route and status, memory, CPU, event loop. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new RequestDurations();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts every request that Fastify answers. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.observe(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /**
   * @param route its pattern, never the address, which may hold secrets
   * @param milliseconds from the request to its answer
   */
  observe(method: string, route: string, status: number, milliseconds: number): void {
    this.requests.observe(method, route, status, milliseconds / 1000);
  }

  /** Everything in Prometheus text format. */
  async text(): Promise<string> {
    return `${this.requests.text()}\n${await this.registry.metrics()}`;
  }
}
