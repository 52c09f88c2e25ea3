import { Global, Module } from '@nestjs/common';
import { IdempotencyService } from './idempotency.service.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';

/** Requests that may be repeated. */
@Global()
@Module({ providers: [IdempotencyKeysRepository, IdempotencyService], exports: [IdempotencyService] })
export class IdempotencyModule {}
