import { Module } from '@nestjs/common';
import { ENDED_AFTER_RESTORE } from '../platform/database/after-restore.js';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { ParkedRequestEntity } from './parked-request.entity.js';
import { ParkedRequestsRepository, REMOVE_ALL_REQUESTS } from './parked-requests.repository.js';
import { ParkedRequestsService } from './parked-requests.service.js';
import { RequestsMetadata } from './requests-metadata.js';

@Declares(
  ENTITIES.of(ParkedRequestEntity),
  ENDED_AFTER_RESTORE.of({ name: 'requests', statement: REMOVE_ALL_REQUESTS }),
  PURGE_RULES.of(purgeRule('parked_requests', ParkedRequestsRepository, 'expires_at')),
  METADATA.of(RequestsMetadata),
)
@Module({
  providers: [ParkedRequestsRepository, ParkedRequestsService, RequestsMetadata],
  exports: [ParkedRequestsService],
})
export class AuthorizationRequestsModule {}
