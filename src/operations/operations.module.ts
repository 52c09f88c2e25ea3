import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../platform/config/config.js';
import { BearerGuard } from '../resource-server/bearer.guard.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { SettingsController } from './settings/settings.controller.js';

/** What operators see of the server itself. */
@Module({})
export class OperationsModule {
  static forRoot({ metrics }: Pick<Config, 'metrics'>): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [HealthController, SettingsController, ...(metrics.port === undefined ? [MetricsController] : [])],
      providers: [BearerGuard],
    };
  }
}
