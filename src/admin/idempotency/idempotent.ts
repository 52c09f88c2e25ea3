import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { tokenOf } from '../../resource-server/current-token.js';
import { ApiProblems } from '../api-problems.js';
import { refuseNested } from '../validation.pipe.js';
import { IdempotencyService } from './idempotency.service.js';
import { IDEMPOTENCY_KEY_FORM, readIdempotencyKey } from './idempotency-key.js';

/** The headers that belong to the answer. */
const HEADERS = ['location', 'etag'] as const;

/** Lets a request that carries an `Idempotency-Key` be repeated. */
@Injectable()
class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = readIdempotencyKey(request.raw.headersDistinct['idempotency-key'] ?? []);
    if (key === undefined) return next.handle();
    const token = tokenOf(request);
    if (!token) throw new Error('@Idempotent() needs @Scoped() on the route');
    // Before the operation does, since the body is written as JSON here.
    refuseNested(request.body);
    const keyed = {
      key,
      caller: [token.client_id, token.sub],
      parts: [request.method, request.url, JSON.stringify(request.body ?? null)],
      requestId: request.id,
    };
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { status, headers, body } = await this.idempotency.once(keyed, async () => {
      const body: unknown = await lastValueFrom(next.handle());
      return { status: reply.statusCode, headers: headersOf(reply), body };
    });
    reply.status(status).headers(headers);
    return of(body);
  }
}

function headersOf(reply: FastifyReply): Readonly<Record<string, string>> {
  return Object.fromEntries(
    HEADERS.filter((name) => reply.hasHeader(name)).map((name) => [name, `${reply.getHeader(name)}`]),
  );
}

/**
 * The operation, one with `@Scoped()`, creates something and may be sent again without creating it twice:
 * draft-ietf-httpapi-idempotency-key-header-07.
 */
export const Idempotent = () =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      // No example: Swagger UI would send the same with every request.
      description:
        'Such as a new UUID. The same request with the same key is answered as the first time for a day, and creates nothing again.',
      schema: { type: 'string', pattern: IDEMPOTENCY_KEY_FORM.source },
    }),
    ApiProblems(400, 409, 422),
  );
