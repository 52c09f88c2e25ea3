import { Module } from '@nestjs/common';
import { AuditChainRepository } from './audit-chain.repository.js';
import { AuditChain } from './audit-chain.service.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditSearchRepository } from './audit-search.repository.js';
import { AuditTrailService } from './audit-trail.service.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditWebhook } from './audit-webhook.js';

/** What becomes of audit events once they are written: sealed, verified, searched, exported, sent, deleted. */
@Module({
  controllers: [AuditEventsController],
  providers: [
    AuditChainRepository,
    AuditSearchRepository,
    AuditWebhook,
    AuditChain,
    AuditSealer,
    AuditVerifier,
    AuditTrailService,
  ],
  exports: [AuditTrailService],
})
export class AuditTrailModule {}
