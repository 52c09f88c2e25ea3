import {
  type CallHandler,
  ConflictException,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  NotFoundException,
  PreconditionFailedException,
} from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';
import { problemOf } from '../admin/validation.pipe.js';
import { Violations } from '../platform/validation/violations.js';
import { ClientChanged, ClientError, ClientNotFound } from './client-error.js';

/** Says over HTTP why the administration of clients was refused. */
@Injectable()
export class ClientProblems implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        throw httpErrorOf(error);
      }),
    );
  }
}

function httpErrorOf(error: unknown): unknown {
  if (error instanceof Violations) return problemOf(error);
  if (error instanceof ClientNotFound) return new NotFoundException(error.message);
  if (error instanceof ClientChanged) return new PreconditionFailedException(error.message);
  return error instanceof ClientError ? new ConflictException(error.message) : error;
}
