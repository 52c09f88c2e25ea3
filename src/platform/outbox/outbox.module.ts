import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../database/entities.js';
import { Declares } from '../declarations.js';
import { PERIODIC } from '../schedule/periodic-work.js';
import { METRICS } from '../telemetry/metric.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DELIVERY_ATTEMPTS, Deliveries, LOOKING } from './deliveries.service.js';
import { DeliveryEntity } from './delivery.entity.js';
import { COUNTING, WAITING_METRICS, WaitingDeliveries } from './waiting-deliveries.js';

/** Global, because everything that has to reach other servers goes through it. */
@Global()
@Declares(
  ENTITIES.of(DeliveryEntity),
  PERIODIC.of(LOOKING, COUNTING),
  METRICS.of(DELIVERY_ATTEMPTS, ...WAITING_METRICS),
)
@Module({ providers: [DeliveriesRepository, Deliveries, WaitingDeliveries], exports: [Deliveries] })
export class OutboxModule {}
