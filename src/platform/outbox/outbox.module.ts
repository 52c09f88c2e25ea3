import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../database/entities.js';
import { Declares } from '../declarations.js';
import { PERIODIC } from '../schedule/periodic-work.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { Deliveries, LOOKING } from './deliveries.service.js';
import { DeliveryEntity } from './delivery.entity.js';
import { COUNTING, WaitingDeliveries } from './waiting-deliveries.js';

/** Global, because everything that has to reach other servers goes through it. */
@Global()
@Declares(ENTITIES.of(DeliveryEntity), PERIODIC.of(LOOKING, COUNTING))
@Module({ providers: [DeliveriesRepository, Deliveries, WaitingDeliveries], exports: [Deliveries] })
export class OutboxModule {}
