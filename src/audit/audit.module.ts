import { Global, Module } from '@nestjs/common';
import { ADMIN_SCOPES } from '../admin/admin-scope.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declarations, Declares } from '../platform/declarations.js';
import { PERIODIC } from '../platform/schedule/periodic-work.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditChainEntity } from './audit-chain.entity.js';
import { AuditChainRepository } from './audit-chain.repository.js';
import { AuditChain } from './audit-chain.service.js';
import { AuditEventEntity } from './audit-event.entity.js';
import { AuditEventCatalogue } from './audit-event-catalogue.js';
import { AUDIT_EVENTS } from './audit-event-type.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AUDIT_LOG_EVENTS } from './audit-events.js';
import { AuditSealer, SEALING } from './audit-sealer.js';
import { AuditSearchRepository } from './audit-search.repository.js';
import { AuditTrailService } from './audit-trail.service.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditWebhook } from './audit-webhook.js';

/** The audit log, of who did what and when: events are recorded, sealed, verified, searched, exported, sent and deleted. */
@Global()
@Declares(
  ENTITIES.of(AuditEventEntity, AuditChainEntity),
  PURGE_RULES.of(purgeRule('audit_events', AuditChain, (chain, now, limit) => chain.purge(now, limit))),
  PERIODIC.of(SEALING),
  ADMIN_SCOPES.of({ name: 'audit:read', description: 'See who did what, and when', position: 20 }),
  AUDIT_EVENTS.of(...Object.values(AUDIT_LOG_EVENTS)),
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
    AuditWebhook,
    AuditChain,
    AuditSealer,
    AuditVerifier,
    AuditTrailService,
  ],
  exports: [AuditService, AuditTrailService],
})
export class AuditModule {}
