import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, rewritten, type SchemaObject } from './document.js';
import { portablePattern } from './portable-pattern.js';

const LARGEST_INT32 = 2_147_483_647;

/** What holds for every value of the API: all numbers are whole but those of the format double, and times are as RFC 3339 writes them. */
export function withExactTypes(document: OpenAPIObject): OpenAPIObject {
  return rewritten(document, (object) => wholeNumber(withTimes(withPattern(object))));
}

/** Names that people read: those of schemas are the classes' without `Dto`. */
export function withPlainNames(document: OpenAPIObject): OpenAPIObject {
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => [plain(name), schema]);
  const named = { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
  return rewritten(named, (object) =>
    '$ref' in object && typeof object.$ref === 'string' ? { ...object, $ref: plain(object.$ref) } : object,
  );
}

/** The headings that operations have, with what controllers say of them. */
export function withSections(
  document: OpenAPIObject,
  sections: readonly { readonly name: string; readonly description: string }[],
): OpenAPIObject {
  const used = [...new Set(operationsOf(document).flatMap(({ tags = [] }) => tags))].sort();
  const tags = used.map((name) => ({ ...(sections.find((each) => each.name === name) ?? { name }) }));
  return { ...document, tags };
}

function plain(name: string): string {
  return name.replace(/Dto$/, '');
}

function wholeNumber(schema: SchemaObject): SchemaObject {
  const types = [schema.type ?? []].flat();
  if (schema.format === 'double' || (!types.includes('number') && !types.includes('integer'))) return schema;
  const whole = types.map((type) => (type === 'number' ? 'integer' : type));
  const type = whole.length === 1 ? 'integer' : whole;
  return (schema.maximum ?? Number.POSITIVE_INFINITY) <= LARGEST_INT32
    ? { ...schema, type }
    : { ...schema, type, format: 'int64' };
}

function withTimes(schema: SchemaObject): SchemaObject {
  if (typeof schema.properties !== 'object') return schema;
  const properties = Object.entries(schema.properties).map(([name, member]) => [
    name,
    /(^|_)at$/.test(name) && 'type' in member && [member.type].flat().includes('string')
      ? { ...member, format: 'date-time' }
      : member,
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

function withPattern(schema: SchemaObject): SchemaObject {
  const { pattern } = schema;
  return typeof pattern === 'string' ? { ...schema, pattern: portablePattern(pattern) } : schema;
}
