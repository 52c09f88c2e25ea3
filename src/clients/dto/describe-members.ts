import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { OWN_MEMBERS } from './client-metadata.dto.js';
import { membersOf } from './metadata/members.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/**
 * Adds to the schemas of client metadata what their classes cannot know: the members that other rooms declare, and every
 * grant type. @param further classes of members, which are among the schemas
 */
export function describeMembers(
  schemas: Schemas,
  further: readonly Type<object>[],
  grantTypes: readonly string[],
): Schemas {
  const names = new Set(further.map(({ name }) => name));
  const own = OWN_MEMBERS.flatMap((type) => membersOf(type));
  const others = Object.entries(schemas).filter(([name]) => !names.has(name));
  const added = [...names].map((name) => propertiesOf(schemas[name]));
  return Object.fromEntries(
    others.map(([name, schema]) => {
      const properties = propertiesOf(schema);
      if (!own.every((member) => member in properties)) return [name, schema];
      const grant_types = { ...properties.grant_types, items: { type: 'string', enum: [...grantTypes] } };
      return [name, { ...schema, properties: Object.assign({}, properties, { grant_types }, ...added) }];
    }),
  );
}

function propertiesOf(schema: Schemas[string] | undefined) {
  return (schema && 'properties' in schema && schema.properties) || {};
}
