import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { PERSONAL_DATA } from '../admin/personal-data.js';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { SETTINGS } from '../platform/config/room-settings.js';
import { SERVER_SECRETS } from '../platform/crypto/server-secret.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declarations, Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { PERIODIC } from '../platform/schedule/periodic-work.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { METRICS } from '../platform/telemetry/metric.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditChainEntity } from './audit-chain.entity.js';
import { AuditChainRepository } from './audit-chain.repository.js';
import { AuditChain, CHAIN_SECRET } from './audit-chain.service.js';
import { AuditEventEntity } from './audit-event.entity.js';
import { AuditEventCatalogue } from './audit-event-catalogue.js';
import { AUDIT_EVENTS } from './audit-event-type.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AUDIT_LOG_EVENTS } from './audit-events.js';
import { AUDIT_METRICS, AuditMetrics, COUNTING_UNSEALED } from './audit-metrics.js';
import { AuditSealer, SEALING } from './audit-sealer.js';
import { AuditSearchRepository } from './audit-search.repository.js';
import { AUDIT_SUBSCRIBERS } from './audit-subscriber.js';
import { AuditSubscribers } from './audit-subscribers.js';
import { AuditTrailService } from './audit-trail.service.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditWebhook } from './audit-webhook.js';
import { AuditEventDto } from './dto/audit-event.dto.js';
import { AuditExport } from './export/audit-export.js';
import { AuditSinks } from './export/audit-sinks.js';
import { EXPORT_SETTINGS } from './export/export-settings.js';
import { PersonalEvents } from './personal-events.service.js';

/** The audit log, of who did what and when: events are recorded, sealed, verified, searched, exported, sent and deleted. */
@Global()
@Declares(
  ENTITIES.of(AuditEventEntity, AuditChainEntity),
  PURGE_RULES.of(purgeRule('audit_events', AuditChain)),
  PERIODIC.of(SEALING, COUNTING_UNSEALED),
  METRICS.of(...AUDIT_METRICS),
  ADMIN_SCOPES.of({ name: 'audit:read', description: 'See who did what, and when', position: 20 }),
  AUDIT_SUBSCRIBERS.of(AuditWebhook, AuditExport),
  SETTINGS.of(EXPORT_SETTINGS),
  AUDIT_EVENTS.of(...Object.values(AUDIT_LOG_EVENTS)),
  SERVER_SECRETS.of(CHAIN_SECRET),
  PERSONAL_DATA.of({
    section: 'audit_events',
    description: 'What the audit log says by and about the user',
    scope: 'audit:read',
    item: AuditEventDto,
    provider: PersonalEvents,
  }),
  COMMANDS.of(() => import('./audit.commands.js')),
  DOCTOR_CHECKS.of(() => import('./audit.doctor.js')),
)
@Module({
  controllers: [AuditEventsController],
  providers: [
    {
      provide: AuditEventCatalogue,
      inject: [Declarations],
      useFactory: (declarations: Declarations) => new AuditEventCatalogue(declarations.all(AUDIT_EVENTS)),
    },
    AuditRepository,
    AuditService,
    AuditChainRepository,
    AuditSearchRepository,
    AuditSubscribers,
    AuditWebhook,
    AuditSinks,
    AuditExport,
    AuditChain,
    AuditSealer,
    AuditMetrics,
    AuditVerifier,
    AuditTrailService,
    PersonalEvents,
  ],
  exports: [AuditService, AuditTrailService, AuditExport],
})
export class AuditModule {}
