import { Global, Module } from '@nestjs/common';
import { SERVER_SECRETS } from '../../platform/crypto/server-secret.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../../platform/schedule/purge-rule.js';
import { IDEMPOTENCY_SECRET, IdempotencyService } from './idempotency.service.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';

/** Requests that may be repeated. */
@Global()
@Declares(
  ENTITIES.of(IdempotencyKeyEntity),
  PURGE_RULES.of(purgeRule('idempotency_keys', IdempotencyKeysRepository)),
  SERVER_SECRETS.of(IDEMPOTENCY_SECRET),
)
@Module({ providers: [IdempotencyKeysRepository, IdempotencyService], exports: [IdempotencyService] })
export class IdempotencyModule {}
