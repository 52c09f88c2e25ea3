import { type ArgumentMetadata, BadRequestException, ValidationPipe } from '@nestjs/common';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { Mistakes } from '../mistakes.js';
import { mistakesOf, nestingMistakes } from '../shape.js';

/** The problem that mistakes in a request are answered with. */
export function problemOf({ message, mistakes }: Mistakes): BadRequestException {
  return new BadRequestException({ message, errors: mistakes });
}

class AdminValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const mistakes = nestingMistakes(value);
    if (mistakes.length > 0) throw problemOf(new Mistakes(mistakes));
    return super.transform(value, metadata);
  }
}

/** Builds a query or body of the admin API from what was sent; unknown members are mistakes. */
export const adminValidation = new AdminValidation({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  // Nest would load them when they are first needed, which bundled CommonJS packages do not survive.
  validatorPackage,
  transformerPackage,
  exceptionFactory: (errors) => problemOf(new Mistakes(mistakesOf(errors))),
});
