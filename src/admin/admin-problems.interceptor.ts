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
import { Mistakes } from '../platform/validation/mistakes.js';
import { ChangedMeanwhile, InTheWay, NotThere } from '../platform/validation/refusals.js';
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
  if (error instanceof InTheWay) {
    const { message, mistakes, extension } = error;
    return new ConflictException(mistakes.length === 0 ? message : { message, errors: mistakes, extension });
  }
  if (error instanceof Mistakes) return problemOf(error);
  if (error instanceof NotThere) return new NotFoundException(error.message);
  return error instanceof ChangedMeanwhile ? new PreconditionFailedException(error.message) : error;
}
