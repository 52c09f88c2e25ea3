import { Module } from '@nestjs/common';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../platform/schedule/purge-rule.js';
import { ParkedRequestEntity } from './parked-request.entity.js';
import { ParkedRequestsRepository } from './parked-requests.repository.js';
import { ParkedRequestsService } from './parked-requests.service.js';

@Declares(
  ENTITIES.of(ParkedRequestEntity),
  PURGE_RULES.of(
    purgeRule('parked_requests', ParkedRequestsRepository, (requests, now, limit) => requests.purge(now, limit)),
  ),
)
@Module({ providers: [ParkedRequestsRepository, ParkedRequestsService], exports: [ParkedRequestsService] })
export class AuthorizationRequestsModule {}
