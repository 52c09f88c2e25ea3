import { applyDecorators, type Type } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { TEXT_FORM, TEXT_MISTAKE } from '../../../platform/validation/text.js';

const EACH = { each: true } as const;
const LONGEST_URI = 2048;

const MEMBERS = Symbol('members');

/** The names of the members that a class has by {@link Member} and the decorators below. */
export function membersOf(type: Type<object>): readonly string[] {
  return (Reflect.getMetadata(MEMBERS, type.prototype) as readonly string[] | undefined) ?? [];
}

/** A member that may be left out. Null stands for the default, in a registration as in a merge patch. */
export function Member(options: ApiPropertyOptions): PropertyDecorator {
  const remember: PropertyDecorator = (target, name) =>
    Reflect.defineMetadata(MEMBERS, [...membersOf(target.constructor as Type<object>), name], target);
  return applyDecorators(remember, ApiPropertyOptional({ nullable: true, ...options }), IsOptional());
}

/** @param longest characters */
export function TextMember(options: ApiPropertyOptions, longest = 255): PropertyDecorator {
  return applyDecorators(
    Member(options),
    IsString({ message: 'must be text' }),
    MaxLength(longest, { message: `must have at most ${longest} characters` }),
    Matches(TEXT_FORM, { message: TEXT_MISTAKE }),
  );
}

export function UriMember(options: ApiPropertyOptions): PropertyDecorator {
  return TextMember(options, LONGEST_URI);
}

/** @param longest characters of each item */
export function TextListMember(options: ApiPropertyOptions, longest = 255): PropertyDecorator {
  return applyDecorators(
    Member('enum' in options ? ({ isArray: true, ...options } as ApiPropertyOptions) : { type: [String], ...options }),
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(100, { message: 'must have at most 100 items' }),
    IsString({ ...EACH, message: 'must hold text only' }),
    MaxLength(longest, { ...EACH, message: `must hold at most ${longest} characters each` }),
    Matches(TEXT_FORM, { ...EACH, message: TEXT_MISTAKE }),
  );
}

export function UriListMember(options: ApiPropertyOptions): PropertyDecorator {
  return TextListMember(options, LONGEST_URI);
}

export function FlagMember(options: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(Member(options), IsBoolean({ message: 'must be true or false' }));
}

export function SecondsMember(options: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(
    Member({ minimum: 0, ...options }),
    IsInt({ message: 'must be a whole number' }),
    Min(0, { message: 'must not be negative' }),
    Max(2_147_483_647, { message: 'must be at most 2147483647' }),
  );
}
