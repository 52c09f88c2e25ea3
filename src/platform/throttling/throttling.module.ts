import { Global, Module } from '@nestjs/common';
import { SETTINGS } from '../config/room-settings.js';
import { ENTITIES } from '../database/entities.js';
import { Declares } from '../declarations.js';
import { PERIODIC } from '../schedule/periodic-work.js';
import { PURGE_RULES, purgeRule } from '../schedule/purge-rule.js';
import { METRICS } from '../telemetry/metric.js';
import { QuotaEntity } from './quota.entity.js';
import { QUOTA_SETTINGS } from './quota-settings.js';
import { QuotasRepository } from './quotas.repository.js';
import { Quotas, SHARING } from './quotas.service.js';
import { ThrottleEntity } from './throttle.entity.js';
import { ThrottlesRepository } from './throttles.repository.js';
import { ThrottlesService, TURNED_AWAY } from './throttles.service.js';

/** Counts attempts, so that guessing becomes slow, and requests, so that no one takes all of the server. */
@Global()
@Declares(
  SETTINGS.of(QUOTA_SETTINGS),
  PERIODIC.of(SHARING),
  ENTITIES.of(ThrottleEntity, QuotaEntity),
  METRICS.of(TURNED_AWAY),
  PURGE_RULES.of(
    purgeRule('throttles', ThrottlesRepository, 'expires_at'),
    purgeRule('quotas', QuotasRepository, 'expires_at'),
  ),
)
@Module({
  providers: [ThrottlesRepository, ThrottlesService, QuotasRepository, Quotas],
  exports: [ThrottlesService, Quotas],
})
export class ThrottlingModule {}
