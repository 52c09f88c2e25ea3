import { type ArgumentMetadata, BadRequestException, ValidationPipe } from '@nestjs/common';
import { classToPlain, plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { Mistakes } from '../platform/validation/mistakes.js';
import { mistakesOf, nestingMistakes } from '../platform/validation/shape.js';

/** The problem that mistakes in a request are answered with. */
export function problemOf({ message, mistakes }: Mistakes): BadRequestException {
  return new BadRequestException({ message, errors: mistakes });
}

/** @throws BadRequestException where the JSON is nested too deeply to be walked through */
export function refuseNested(value: unknown): void {
  const mistakes = nestingMistakes(value);
  if (mistakes.length > 0) throw problemOf(new Mistakes(mistakes));
}

class AdminValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    refuseNested(value);
    return super.transform(value, metadata);
  }
}

/** Builds a query or body of the admin API from what was sent; unknown members are mistakes. */
export const adminValidation = new AdminValidation({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  // What Nest needs of the packages, which it would load by their names otherwise: all of them, and not in a bundle.
  validatorPackage: { validate },
  transformerPackage: { classToPlain, plainToInstance },
  exceptionFactory: (errors) => problemOf(new Mistakes(mistakesOf(errors))),
});
