import { Module } from '@nestjs/common';
import { ENTITIES } from '../platform/database/entities.js';
import { Declares } from '../platform/declarations.js';
import { ParkedRequestEntity } from './parked-request.entity.js';
import { ParkedRequestsRepository } from './parked-requests.repository.js';
import { ParkedRequestsService } from './parked-requests.service.js';

@Declares(ENTITIES.of(ParkedRequestEntity))
@Module({ providers: [ParkedRequestsRepository, ParkedRequestsService], exports: [ParkedRequestsService] })
export class AuthorizationRequestsModule {}
