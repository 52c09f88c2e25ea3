import { Controller, Get, Res, SetMetadata, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NoStore } from '../../platform/http/no-store.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { ACCESS, type Access } from '../../resource-server/access.js';
import { MetricsGuard } from './metrics.guard.js';

/** Prometheus text format, of all workers; there unless metrics have a port of their own. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @SetMetadata(ACCESS, { scope: 'settings:read' } satisfies Access)
  @UseGuards(MetricsGuard)
  @NoStore()
  @Get()
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.text();
  }
}
