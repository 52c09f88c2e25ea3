import { Module } from '@nestjs/common';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { METADATA } from '../platform/metadata/server-metadata.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { ParkedRequestEntity } from './parked-request.entity.js';
import { ParkedRequestsRepository } from './parked-requests.repository.js';
import { ParkedRequestsService } from './parked-requests.service.js';
import { RequestsMetadata } from './requests-metadata.js';

@Declares(
  ENTITIES.of(ParkedRequestEntity),
  PURGE_RULES.of(
    purgeRule('parked_requests', ParkedRequestsRepository, (requests, now, limit) => requests.purge(now, limit)),
  ),
  METADATA.of(RequestsMetadata),
)
@Module({
  providers: [ParkedRequestsRepository, ParkedRequestsService, RequestsMetadata],
  exports: [ParkedRequestsService],
})
export class AuthorizationRequestsModule {}
