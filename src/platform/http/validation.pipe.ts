import { BadRequestException, ValidationPipe } from '@nestjs/common';
import { Mistakes } from '../mistakes.js';
import { mistakesOf } from '../shape.js';

/** The problem that mistakes in a request are answered with. */
export function problemOf({ message, mistakes }: Mistakes): BadRequestException {
  return new BadRequestException({ message, errors: mistakes });
}

/** Builds a query or body of the admin API from what was sent; unknown members are mistakes. */
export const adminValidation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (errors) => problemOf(new Mistakes(mistakesOf(errors))),
});
