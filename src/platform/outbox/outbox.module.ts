import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../database/entities.js';
import { Declares } from '../declarations.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { Deliveries } from './deliveries.service.js';
import { DeliveryEntity } from './delivery.entity.js';
import { WaitingDeliveries } from './waiting-deliveries.js';

/** Global, because everything that has to reach other servers goes through it. */
@Global()
@Declares(ENTITIES.of(DeliveryEntity))
@Module({ providers: [DeliveriesRepository, Deliveries, WaitingDeliveries], exports: [Deliveries] })
export class OutboxModule {}
