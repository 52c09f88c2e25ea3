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
import { Conflict, NotFound, VersionConflict } from '../platform/validation/refusals.js';
import { Violations, withoutMessages } from '../platform/validation/violations.js';
import { problemOf } from './validation.pipe.js';

/** Says over HTTP why something that an administrator wanted was refused. */
@Injectable()
export class AdminProblems implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        throw httpErrorOf(error);
      }),
    );
  }
}

function httpErrorOf(error: unknown): unknown {
  if (error instanceof Conflict) {
    const { message, violations, extension } = error;
    return new ConflictException(
      violations.length === 0 ? message : { message, errors: withoutMessages(violations), extension },
    );
  }
  if (error instanceof Violations) return problemOf(error);
  if (error instanceof NotFound) return new NotFoundException(error.message);
  return error instanceof VersionConflict ? new PreconditionFailedException(error.message) : error;
}
