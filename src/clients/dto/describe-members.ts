import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { LANGUAGE_TAG } from '../../oauth/language.js';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { LOCALIZABLE, UNUSED } from '../registered-metadata.js';
import { OWN_MEMBERS } from './client-metadata.dto.js';
import { membersOf } from './metadata/members.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** How links to pages look. */
const LINK_FORM = '^https?://[^\\s]+$';

/** Members that generated clients have no names for: texts in several languages, and what is kept with a warning. */
const OTHERS = {
  [`^(${LOCALIZABLE.filter((name) => !name.endsWith('_uri')).join('|')})#${LANGUAGE_TAG}$`]: {
    type: ['string', 'null'],
    minLength: 1,
    maxLength: 2048,
    pattern: TEXT_FORM.source,
  },
  [`^(${LOCALIZABLE.filter((name) => name.endsWith('_uri')).join('|')})#${LANGUAGE_TAG}$`]: {
    type: ['string', 'null'],
    maxLength: 2048,
    pattern: LINK_FORM,
  },
  [`^(${[...UNUSED].join('|')})$`]: {},
};

/** OIDC Registration §2: the keys are published by the client, or stored here. */
const ONE_KEY_SET = {
  if: { required: ['jwks'], properties: { jwks: { type: 'object' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { jwks_uri: { type: 'null' } } },
};

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
      const described = Object.assign({}, properties, { grant_types }, ...added);
      return [name, { ...schema, properties: described, patternProperties: OTHERS, ...ONE_KEY_SET }];
    }),
  );
}

function propertiesOf(schema: Schemas[string] | undefined) {
  return (schema && 'properties' in schema && schema.properties) || {};
}
