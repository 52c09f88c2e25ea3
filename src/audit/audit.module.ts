import { Global, Module } from '@nestjs/common';
import { COMMANDS } from '../admin/terminal/command-line.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { DOCTOR_CHECKS } from '../platform/doctor/doctor-check.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditChainEntity } from './audit-chain.entity.js';
import { AuditChainRepository } from './audit-chain.repository.js';
import { AuditChain } from './audit-chain.service.js';
import { AuditEventEntity } from './audit-event.entity.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditSearchRepository } from './audit-search.repository.js';
import { AuditTrailService } from './audit-trail.service.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditWebhook } from './audit-webhook.js';

/** Who did what, when: events are recorded, sealed, verified, searched, exported, sent and deleted. */
@Global()
@Declares(
  ENTITIES.of(AuditEventEntity, AuditChainEntity),
  COMMANDS.of(() => import('./audit.commands.js')),
  DOCTOR_CHECKS.of(() => import('./audit.doctor.js')),
)
@Module({
  controllers: [AuditEventsController],
  providers: [
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
