import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import type { SchemaObject } from './document.js';

type Constraints = readonly unknown[];

/** What validation decorators demand of a value, in the words of JSON Schema, by their names. */
const FACTS: Readonly<Record<string, (constraints: Constraints) => SchemaObject>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isBoolean: () => ({ type: 'boolean' }),
  isArray: () => ({ type: 'array' }),
  isObject: () => ({ type: 'object' }),
  isIn: ([values]) => ({ enum: [...(values as string[])] }),
  min: ([minimum]) => ({ minimum: minimum as number }),
  max: ([maximum]) => ({ maximum: maximum as number }),
  minLength: ([minLength]) => ({ minLength: minLength as number }),
  maxLength: ([maxLength]) => ({ maxLength: maxLength as number }),
  isLength: ([minLength, maxLength]) => ({ minLength: minLength as number, maxLength: maxLength as number }),
  matches: ([form]) => ({ pattern: (form as RegExp).source }),
  arrayMinSize: ([minItems]) => ({ minItems: minItems as number }),
  arrayMaxSize: ([maxItems]) => ({ maxItems: maxItems as number }),
};

/** What a member of a request must be. */
export interface MemberFacts {
  readonly value: SchemaObject;
  /** Of each item of a list. */
  readonly items: SchemaObject;
  /** Whether null is taken, as if the member were left out. */
  readonly takesNull: boolean;
}

/** What the validation decorators of a class demand of its members, by their names. */
export function validatedMembers(type: Type): ReadonlyMap<string, MemberFacts> {
  const members = new Map<string, MemberFacts>();
  for (const { propertyName, name, constraints, each } of rulesOf(type)) {
    const { value, items, takesNull } = members.get(propertyName) ?? { value: {}, items: {}, takesNull: false };
    const facts = FACTS[name ?? '']?.(constraints ?? []) ?? {};
    members.set(propertyName, {
      value: each ? value : { ...value, ...facts },
      items: each ? { ...items, ...facts } : items,
      takesNull: takesNull || name === 'isOptional',
    });
  }
  return members;
}

function rulesOf(type: Type) {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
}
