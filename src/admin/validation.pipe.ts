import { type ArgumentMetadata, BadRequestException, ValidationPipe } from '@nestjs/common';
import { classToPlain, plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { nestingViolations, violationsOf } from '../platform/validation/typed-json.js';
import { Violations, withoutMessages } from '../platform/validation/violations.js';

/** The problem that violations in a request are answered with. */
export function problemOf({ message, violations }: Violations): BadRequestException {
  return new BadRequestException({ message, errors: withoutMessages(violations) });
}

/** @throws BadRequestException if the JSON is nested too deeply to be walked through */
export function refuseNested(value: unknown): void {
  const violations = nestingViolations(value);
  if (violations.length > 0) throw problemOf(new Violations(violations));
}

class AdminValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    refuseNested(value);
    // Nest takes it for an empty object.
    if (value === null) throw problemOf(new Violations([{ pointer: '', detail: 'must be a JSON object' }]));
    return super.transform(value, metadata);
  }
}

/** Builds a query or body of the admin API from what was sent; unknown members are violations. */
export const adminValidation = new AdminValidation({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  // What Nest needs of the packages, which it would load by their names otherwise: all of them, and not in a bundle.
  validatorPackage: { validate },
  transformerPackage: { classToPlain, plainToInstance },
  exceptionFactory: (errors) => problemOf(new Violations(violationsOf(errors))),
});
