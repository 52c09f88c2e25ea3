import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { API_PLACES, type ClaimMapping, PLACES, type Place } from './claim-mapping.js';

const TEXT = { type: 'string' as const, minLength: 1, maxLength: 255, pattern: TEXT_FORM.source };
const TEXTS = { type: 'array' as const, items: TEXT, maxItems: 100 };

/** A list of them, for documentation. */
export const CLAIM_MAPPINGS_EXAMPLE = [{ claim: 'login', from: 'username' }];

/** How a claim is made of what is known about a person. */
export class ClaimMappingDto implements ClaimMapping {
  @ApiProperty({
    description: 'Name of the claim.',
    minLength: 1,
    maxLength: 255,
    pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$',
    example: 'department',
  })
  readonly claim!: string;

  @ApiPropertyOptional({
    description:
      'What it is made of: `attributes.NAME` with a declared attribute, `roles`, `groups`, `username`, or a standard claim such as `email`.',
    pattern: '^(attributes\\.[A-Za-z][A-Za-z0-9_.:-]{0,63}|[a-z_]+)$',
    example: 'attributes.department',
  })
  readonly from?: string;

  @ApiPropertyOptional({
    description: 'Instead of `from`: the same value for every person.',
    oneOf: [TEXT, { type: 'number', format: 'double' }, { type: 'boolean' }, TEXTS],
  })
  readonly value?: string | number | boolean | readonly string[];

  @ApiPropertyOptional({
    description: 'Left out: as what it is made of. As text, it is the first of several values.',
    enum: ['text', 'list'],
    example: 'text',
  })
  readonly as?: 'text' | 'list';

  @ApiPropertyOptional({
    description:
      'The values that are told, and by which names; of several that a person has, the one that stands first here goes first. As a list: by their own names.',
    oneOf: [
      { type: 'object', additionalProperties: TEXT, minProperties: 1, maxProperties: 100 },
      { ...TEXTS, minItems: 1 },
    ],
    example: { 'R&D': 'research' },
  })
  readonly values?: Readonly<Record<string, string>> | readonly string[];

  @ApiPropertyOptional({
    description:
      'Where the claim is told. An empty list: only if the parameter `claims` asks for it by name. Default: clients `id_token` and `userinfo`, resources and scopes `access_token` and `introspection`.',
    enum: PLACES,
    isArray: true,
    example: ['id_token', 'userinfo'],
  })
  readonly in?: readonly Place[];
}

/** How a claim is made that is for an API. */
export class ApiClaimMappingDto extends ClaimMappingDto {
  @ApiPropertyOptional({
    description: 'Where the claim is told. Default: in both.',
    enum: API_PLACES,
    isArray: true,
    example: ['access_token'],
  })
  declare readonly in?: readonly Place[];
}
