import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiDescription } from '../admin/api-description.js';
import { LANGUAGE_TAG } from '../oauth/language.js';
import { ResourceDto } from './dto/resource.dto.js';
import { CreateResourceDto, ScopeDto, UpdateResourceDto } from './dto/resource-bodies.dto.js';

const TEXTS = [
  [CreateResourceDto, 'name'],
  [UpdateResourceDto, 'name'],
  [ResourceDto, 'name'],
  [ScopeDto, 'description'],
] as const;

/**
 * Texts in other languages, which generated clients have no names for. What they are is said by `then`: of typed
 * `patternProperties`, some generators make a type that no other member fits.
 */
function describeTexts({ components }: OpenAPIObject): void {
  for (const [{ name: type }, member] of TEXTS) {
    const schema = components?.schemas?.[type];
    const plain = schema && 'properties' in schema ? schema.properties?.[member] : undefined;
    if (!schema || !plain || '$ref' in plain) throw new Error(`${type} is not described`);
    const { minLength, maxLength, pattern } = plain;
    const members = `^${member}#${LANGUAGE_TAG}$`;
    const typed = { [members]: { type: ['string', 'null'], minLength, maxLength, pattern } };
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    Object.assign(schema, { patternProperties: { [members]: {} }, if: {}, then: { patternProperties: typed } });
  }
}

export const TEXTS_DESCRIPTION: ApiDescription = { models: () => [], describe: describeTexts };
