import { Global, Module } from '@nestjs/common';
import { DeliveriesRepository } from './deliveries.repository.js';
import { Deliveries } from './deliveries.service.js';
import { WaitingDeliveries } from './waiting-deliveries.js';

/** Global, because whatever has to reach other servers goes through it. */
@Global()
@Module({ providers: [DeliveriesRepository, Deliveries, WaitingDeliveries], exports: [Deliveries] })
export class DeliveriesModule {}
