import { type DynamicModule, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { AUDIT_EVENTS } from '../audit/audit-event-type.js';
import type { Config } from '../platform/config/config.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { BearerGuard } from '../resource-server/bearer.guard.js';
import { OPERATION_EVENTS } from './audit-events.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { SettingsController } from './settings/settings.controller.js';

/** What operators see of the server itself. */
@Declares(
  ADMIN_SCOPES.of({ name: 'settings:read', description: 'See how this server is set up', position: 19 }),
  AUDIT_EVENTS.of(...Object.values(OPERATION_EVENTS)),
  COMMANDS.of(
    () => import('./doctor/doctor.commands.js'),
    () => import('./database/migrate.commands.js'),
    () => import('./database/backup.commands.js'),
    () => import('./secrets/secrets.commands.js'),
  ),
  DOCTOR_CHECKS.of(() => import('./doctor/purge.doctor.js')),
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
