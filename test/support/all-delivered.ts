import { DeliveryEntity } from '../../src/platform/outbox/delivery.entity.js';
import { countOf } from './rows.js';
import type { TestApp } from './test-app.js';
import { until } from './until.js';

/** Waits until nothing is to be delivered any more: what has arrived somewhere may still be noted as waiting for a moment. */
export async function allDelivered(server: TestApp): Promise<void> {
  await until(async () => (await countOf(server, DeliveryEntity)) === 0);
}
