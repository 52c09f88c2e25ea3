import { type DynamicModule, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import type { Config } from '../platform/config/config.js';
import { Declares } from '../platform/declarations.js';
import { BearerGuard } from '../resource-server/bearer.guard.js';
import { OPERATION_EVENTS } from './audit-events.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { SettingsController } from './settings/settings.controller.js';

/** What operators see of the server itself. */
@Declares(
  ADMIN_SCOPES.of({ name: 'settings:read', description: 'See how this server is set up', position: 19 }),
  AUDIT_EVENTS.of(...Object.values(OPERATION_EVENTS)),
)
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
