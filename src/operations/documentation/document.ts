import type { OpenAPIObject } from '@nestjs/swagger';

export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type SchemaOrReference = Schemas[string];
export type SchemaObject = Exclude<SchemaOrReference, { $ref: string }>;
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type Response = Extract<Operation['responses'][string], { description: string }>;

const REFERENCE = '#/components/schemas/';

export function operationsOf({ paths }: OpenAPIObject): readonly Operation[] {
  return Object.values(paths).flatMap((item) => Object.values(item) as Operation[]);
}

/** The name of the schema that is referred to. */
export function nameOf(schema: SchemaOrReference): string | undefined {
  return '$ref' in schema ? schema.$ref.replace(REFERENCE, '') : undefined;
}

/** The same part of the document with what `change` makes of each object in it, from the inside out. Examples stay as they are. */
export function rewritten<T>(part: T, change: (object: SchemaObject) => object): T {
  if (Array.isArray(part)) return part.map((item) => rewritten(item, change)) as T;
  if (typeof part !== 'object' || part === null) return part;
  const members = Object.entries(part).map(([name, value]) => [
    name,
    /^(example|examples|default|enum)$/.test(name) ? value : rewritten(value, change),
  ]);
  return change(Object.fromEntries(members)) as T;
}
