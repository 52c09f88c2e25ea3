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
const URI = { type: 'string', format: 'uri' } as const;

const MEMBERS = Symbol('members');

/** How the members of a class are decorated, by their names. */
type Members = ReadonlyMap<string, PropertyDecorator>;

function decoratorsOf(type: Type<object>): Members {
  return (Reflect.getMetadata(MEMBERS, type.prototype) as Members | undefined) ?? new Map();
}

/** The names of the members that a class has by {@link Member} and the decorators below. */
export function membersOf(type: Type<object>): readonly string[] {
  return [...decoratorsOf(type).keys()];
}

type InstanceOf<T> = T extends Type<infer Instance> ? Instance : never;
type Intersection<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All : never;

/**
 * A class with the members of all these. `IntersectionType` of Nest would load class-validator by its name, which a bundled
 * program does not have.
 */
export function AllOf<const T extends readonly Type<object>[]>(...types: T): Type<Intersection<InstanceOf<T[number]>>> {
  class Combined {}
  for (const type of types)
    for (const [name, decorate] of decoratorsOf(type)) {
      const design: unknown = Reflect.getMetadata('design:type', type.prototype, name);
      Reflect.defineMetadata('design:type', design, Combined.prototype, name);
      decorate(Combined.prototype, name);
    }
  return Combined as Type<Intersection<InstanceOf<T[number]>>>;
}

/**
 * A member that may be left out. Null stands for the default, in a registration as in a merge patch.
 * @param rules what its value must be
 */
export function Member(options: ApiPropertyOptions, ...rules: readonly PropertyDecorator[]): PropertyDecorator {
  const decorate = applyDecorators(ApiPropertyOptional(options), IsOptional(), ...rules);
  return (target, name) => {
    decorate(target, name);
    const others = decoratorsOf(target.constructor as Type<object>);
    Reflect.defineMetadata(MEMBERS, new Map([...others, [String(name), decorate]]), target);
  };
}

/** @param longest characters */
export function TextMember(options: ApiPropertyOptions, longest = 255): PropertyDecorator {
  return Member(
    options,
    IsString({ message: 'must be text' }),
    MaxLength(longest, { message: `must have at most ${longest} characters` }),
    Matches(TEXT_FORM, { message: TEXT_MISTAKE }),
  );
}

export function UriMember(options: ApiPropertyOptions): PropertyDecorator {
  return TextMember({ ...URI, ...options } as ApiPropertyOptions, LONGEST_URI);
}

/** @param longest characters of each item */
export function TextListMember(options: ApiPropertyOptions, longest = 255): PropertyDecorator {
  return Member(
    'enum' in options ? ({ isArray: true, ...options } as ApiPropertyOptions) : { type: [String], ...options },
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(100, { message: 'must have at most 100 items' }),
    IsString({ ...EACH, message: 'must hold text only' }),
    MaxLength(longest, { ...EACH, message: `must hold at most ${longest} characters each` }),
    Matches(TEXT_FORM, { ...EACH, message: TEXT_MISTAKE }),
  );
}

export function UriListMember(options: ApiPropertyOptions): PropertyDecorator {
  return TextListMember({ type: 'array', items: URI, ...options } as ApiPropertyOptions, LONGEST_URI);
}

export function FlagMember(options: ApiPropertyOptions): PropertyDecorator {
  return Member(options, IsBoolean({ message: 'must be true or false' }));
}

/** @param options with `minimum` and `maximum` */
export function PixelsMember(options: ApiPropertyOptions & { minimum: number; maximum: number }): PropertyDecorator {
  return Member(
    { type: 'integer', ...options } as ApiPropertyOptions,
    IsInt({ message: 'must be a whole number' }),
    Min(options.minimum, { message: `must be at least ${options.minimum}` }),
    Max(options.maximum, { message: `must be at most ${options.maximum}` }),
  );
}

export function SecondsMember(options: ApiPropertyOptions): PropertyDecorator {
  return Member(
    options,
    IsInt({ message: 'must be a whole number' }),
    Min(0, { message: 'must not be negative' }),
    Max(2_147_483_647, { message: 'must be at most 2147483647' }),
  );
}
