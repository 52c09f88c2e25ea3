import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiDescription } from '../admin/api-description.js';
import { LANGUAGE_TAG } from '../oauth/language.js';
import { CreateUserDto, UpdateUserDto, UserDto, UserWithPasswordDto } from './dto/user.dto.js';
import { IN_LANGUAGES } from './languages.js';

/** Claims in other languages (OIDC Core §5.2), which generated clients have no names for; and that a user has one password. */
function describeClaims({ components }: OpenAPIObject): void {
  for (const { name } of [CreateUserDto, UpdateUserDto, UserDto, UserWithPasswordDto]) {
    const schema = components?.schemas?.[name];
    if (!schema || '$ref' in schema) throw new Error(`${name} is not described`);
    const claims = Object.entries(schema.properties ?? {}).filter(([claim]) => IN_LANGUAGES.has(claim));
    schema.patternProperties = Object.fromEntries(
      claims.map(([claim, member]) => {
        const type = 'type' in member ? [member.type ?? []].flat() : [];
        return [`^${claim}#${LANGUAGE_TAG}$`, { ...member, type: name.startsWith('User') ? type : [...type, 'null'] }];
      }),
    );
    if (name === CreateUserDto.name)
      Object.assign(schema, {
        if: { required: ['password_hash'], properties: { password_hash: { type: 'string' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { properties: { password: { type: 'null' } } },
      });
  }
}

export const CLAIMS_DESCRIPTION: ApiDescription = { models: () => [], describe: describeClaims };
