import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiDescription } from '../admin/api-description.js';
import { LANGUAGE_TAG } from '../oauth/language.js';
import { UserDto, UserWithPasswordDto } from './dto/user.dto.js';
import { CreateUserDto, UpdateUserDto } from './dto/user-bodies.dto.js';
import { IN_LANGUAGES } from './languages.js';

/**
 * Claims in other languages (OIDC Core §5.2), which generated clients have no names for; and that a user has one password.
 * What these claims are is said by `then` and `else`: of typed `patternProperties`, some generators make a type that no other
 * member fits.
 */
function describeClaims({ components }: OpenAPIObject): void {
  for (const { name } of [CreateUserDto, UpdateUserDto, UserDto, UserWithPasswordDto]) {
    const schema = components?.schemas?.[name];
    if (!schema || '$ref' in schema) throw new Error(`${name} is not described`);
    const claims = Object.entries(schema.properties ?? {}).filter(([claim]) => IN_LANGUAGES.has(claim));
    const typed = { patternProperties: byPattern(claims.map(([claim, member]) => [claim, orNull(member)])) };
    schema.patternProperties = byPattern(claims.map(([claim]) => [claim, {}]));
    Object.assign(schema, name === CreateUserDto.name ? onePassword(typed) : { if: {}, ...so(typed) });
  }
}

function onePassword(otherwise: object) {
  return {
    if: { required: ['password_hash'], properties: { password_hash: { type: 'string' } } },
    ...so({ ...otherwise, properties: { password: { type: 'null' } } }),
    else: otherwise,
  };
}

function so(schema: object): object {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { then: schema };
}

function byPattern(claims: readonly (readonly [string, object])[]): Readonly<Record<string, object>> {
  return Object.fromEntries(claims.map(([claim, schema]) => [`^${claim}#${LANGUAGE_TAG}$`, schema]));
}

function orNull(schema: object): object {
  return 'type' in schema ? { ...schema, type: [schema.type, 'null'].flat() } : schema;
}

export const CLAIMS_DESCRIPTION: ApiDescription = { models: () => [], describe: describeClaims };
