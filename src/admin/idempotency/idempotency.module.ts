import { Global, Module } from '@nestjs/common';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { IdempotencyService } from './idempotency.service.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';

/** Requests that may be repeated. */
@Global()
@Declares(ENTITIES.of(IdempotencyKeyEntity))
@Module({ providers: [IdempotencyKeysRepository, IdempotencyService], exports: [IdempotencyService] })
export class IdempotencyModule {}
