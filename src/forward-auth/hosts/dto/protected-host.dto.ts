import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsArray, IsObject, IsOptional, IsString, ValidateIf } from 'class-validator';
import { NextCursor } from '../../../admin/page-answer.js';
import { LEVELS, type Level } from '../../../oauth/authentication-levels.js';
import { TEXT_FORM } from '../../../platform/validation/text.js';
import { ACCESSES, type AccessRule } from '../../access/access-rule.js';
import { IDENTITY_PARTS, type IdentityHeaders, type ProtectedHost } from '../protected-host.js';
import {
  HEADER_FORM,
  HOST_FORM,
  LONGEST_HOST,
  LONGEST_NAME,
  LONGEST_PATH,
  METHOD_FORM,
  MOST_HEADERS,
  MOST_ITEMS,
  MOST_RULES,
  PATH_FORM,
} from '../protected-host-mistakes.js';

const TEXT = { type: 'string' as const, minLength: 1, maxLength: 255, pattern: TEXT_FORM.source };
const texts = (items: object, description: string, example: readonly string[]) => ({
  description,
  type: 'array' as const,
  items: items as typeof TEXT,
  minItems: 1,
  maxItems: MOST_ITEMS,
  example,
});

/** Who may send some of the requests to a protected host. */
export class AccessRuleDto implements AccessRule {
  @ApiPropertyOptional(
    texts(
      { type: 'string', maxLength: LONGEST_PATH, pattern: PATH_FORM.source },
      'Paths of the requests that it is about, not percent-encoded. Each stands for itself and for everything below it. Left out: every path.',
      ['/admin'],
    ),
  )
  readonly paths?: readonly string[];

  @ApiPropertyOptional(
    texts(
      { type: 'string', pattern: METHOD_FORM.source },
      'Methods of the requests that it is about; `GET` stands for `HEAD` too. Left out: every method.',
      ['GET'],
    ),
  )
  readonly methods?: readonly string[];

  @ApiPropertyOptional({
    description:
      '`public`: anyone may send them, also who is not signed in. Left out: `signed-in`, for those whom the rest of the rule admits.',
    enum: ACCESSES,
    example: 'signed-in',
  })
  readonly access?: (typeof ACCESSES)[number];

  @ApiPropertyOptional(texts(TEXT, 'Roles of which people need one. Left out: none.', ['wiki-admin']))
  readonly roles?: readonly string[];

  @ApiPropertyOptional(
    texts(TEXT, 'Groups in one of which people need to be, beside a role if `roles` names some. Left out: none.', [
      'staff',
    ]),
  )
  readonly groups?: readonly string[];

  @ApiPropertyOptional({
    description: 'The weakest authentication that will do; who signed in more weakly is led through what is missing.',
    enum: LEVELS,
    example: 'urn:gatehouse:acr:2fa',
  })
  readonly minimum_acr?: Level;
}

const NAME = {
  minLength: 1,
  maxLength: LONGEST_NAME,
  pattern: TEXT_FORM.source,
  description: 'By what people know the app; the sign-in page names it.',
  example: 'Wiki',
};
const RULES = {
  description:
    'The first rule that fits path and method decides; a request that none fits is refused. Left out: everyone who is signed in may use everything.',
  type: 'array' as const,
  items: { $ref: getSchemaPath(AccessRuleDto) },
  minItems: 1,
  maxItems: MOST_RULES,
  example: [
    { paths: ['/public'], methods: ['GET'], access: 'public' },
    { paths: ['/admin'], roles: ['wiki-admin'], minimum_acr: 'urn:gatehouse:acr:2fa' },
    { groups: ['staff'] },
  ],
};
const HEADERS = {
  description:
    'What headers tell the app of the person, by their names. The proxy must set them in place of what browsers send. Left out: `Remote-User`, `Remote-Groups`, `Remote-Email` and `Remote-Name`.',
  type: 'object' as const,
  propertyNames: { pattern: HEADER_FORM.source },
  maxProperties: MOST_HEADERS,
  additionalProperties: { type: 'string' as const, enum: [...IDENTITY_PARTS] },
  example: { 'Remote-User': 'username', 'X-Auth-Request-Email': 'email' },
};

/** Members that a protected host may have. */
@ApiExtraModels(AccessRuleDto)
class ProtectedHostMembersDto {
  @ApiPropertyOptional(RULES)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  readonly rules?: readonly AccessRuleDto[];

  @ApiPropertyOptional(HEADERS)
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  readonly headers?: IdentityHeaders;
}

/** Body that changes a protected host. */
export class UpdateProtectedHostDto extends ProtectedHostMembersDto {
  @ApiPropertyOptional(NAME)
  @ValidateIf((_, value) => value !== undefined)
  @IsString({ message: 'must be text' })
  readonly name?: string;
}

/** Body that adds a protected host. */
export class CreateProtectedHostDto extends ProtectedHostMembersDto {
  @ApiProperty({
    maxLength: LONGEST_HOST,
    pattern: HOST_FORM.source,
    description: 'The host name as browsers send it: in small letters, with the port unless it is the usual one.',
    example: 'wiki.example.com',
  })
  @IsString({ message: 'must be text' })
  readonly host!: string;

  @ApiProperty(NAME)
  @IsString({ message: 'must be text' })
  readonly name!: string;
}

/** A host of an app that speaks no OpenID Connect. */
export class ProtectedHostDto extends CreateProtectedHostDto {
  @ApiProperty(RULES)
  declare readonly rules: readonly AccessRuleDto[];

  @ApiProperty(HEADERS)
  declare readonly headers: IdentityHeaders;
}

/** A page of protected hosts. */
export class ProtectedHostListDto {
  @ApiProperty({ description: 'Protected hosts in the order of their names.', type: [ProtectedHostDto] })
  readonly items!: readonly ProtectedHostDto[];

  @NextCursor('WyJ3aWtpLmV4YW1wbGUuY29tIl0')
  readonly next_cursor?: string;
}

export function presentProtectedHost({ host, name, rules, headers }: ProtectedHost): ProtectedHostDto {
  return { host, name, rules, headers };
}
