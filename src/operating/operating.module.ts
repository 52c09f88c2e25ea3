import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../platform/config/config.js';
import { BearerGuard } from '../resource-server/bearer.guard.js';
import { KeysController } from './keys.controller.js';
import { MetricsController } from './metrics.controller.js';
import { SettingsController } from './settings.controller.js';

/** What operators see of the server itself. */
@Module({})
export class OperatingModule {
  static forRoot({ metrics }: Pick<Config, 'metrics'>): DynamicModule {
    return {
      module: OperatingModule,
      controllers: [KeysController, SettingsController, ...(metrics.port === undefined ? [MetricsController] : [])],
      providers: [BearerGuard],
    };
  }
}
