import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../database/entities.js';
import { Declares } from '../declarations.js';
import { PURGE_RULES, purgeRule } from '../schedule/purge-rule.js';
import { METRICS } from '../telemetry/metric.js';
import { ThrottleEntity } from './throttle.entity.js';
import { ThrottlesRepository } from './throttles.repository.js';
import { ThrottlesService, TURNED_AWAY } from './throttles.service.js';

/** Counts attempts, so that guessing becomes slow. */
@Global()
@Declares(
  ENTITIES.of(ThrottleEntity),
  METRICS.of(TURNED_AWAY),
  PURGE_RULES.of(
    purgeRule('throttles', ThrottlesRepository, (throttles, now, limit) => throttles.purge(now, limit), 'expires_at'),
  ),
)
@Module({ providers: [ThrottlesRepository, ThrottlesService], exports: [ThrottlesService] })
export class ThrottlingModule {}
