import { Module } from '@nestjs/common';
import { ParkedRequestsRepository } from './parked-requests.repository.js';
import { ParkedRequestsService } from './parked-requests.service.js';

@Module({ providers: [ParkedRequestsRepository, ParkedRequestsService], exports: [ParkedRequestsService] })
export class RequestsModule {}
