import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { SIGNING_ALGORITHMS } from '../../keys/signing-algorithm.js';
import { isInLanguage } from '../../oauth/language.js';
import { LONGEST_TOKEN_LIFETIME } from '../../oauth/token-lifetime.js';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { isJsonObject } from '../../platform/validation/typed-json.js';
import { ACCESS_TOKEN_TYPES, type AccessTokenType, type SigningAlgorithm } from '../access-token-format.js';
import { ApiClaimMappingDto, CLAIM_MAPPINGS_EXAMPLE, ClaimMappingDto } from '../claims/claim-mapping.dto.js';

const NAME = {
  minLength: 1,
  maxLength: 255,
  pattern: TEXT_FORM.source,
  description: 'Its name, for the consent page.',
  example: 'Example API',
};
const LIFETIME = {
  type: 'integer' as const,
  minimum: 1,
  maximum: LONGEST_TOKEN_LIFETIME,
  description: 'Seconds that access tokens for it live; left out: as configured.',
  example: 600,
};
const MAPPINGS = {
  description: 'How claims of access tokens for it are made, and what introspection says of them.',
  type: 'array' as const,
  items: { $ref: getSchemaPath(ApiClaimMappingDto) },
  maxItems: 50,
  example: CLAIM_MAPPINGS_EXAMPLE,
};
const DESCRIPTION_FORM = { type: 'string' as const, minLength: 1, maxLength: 512, pattern: TEXT_FORM.source };
const ROLE_FORM = { type: 'string' as const, minLength: 1, maxLength: 255, pattern: TEXT_FORM.source };

const ALG = {
  description: 'How access tokens for it are signed; left out: ES256.',
  enum: SIGNING_ALGORITHMS,
  example: 'ES256',
};
const TYP = {
  description:
    'The `typ` header of access tokens for it; left out: `at+jwt` (RFC 9068). `JWT` is for APIs whose library knows only that.',
  enum: ACCESS_TOKEN_TYPES,
  example: 'at+jwt',
};

/** What a scope allows, and who may get it. */
export class ScopeDto {
  @ApiProperty({
    ...DESCRIPTION_FORM,
    description: 'What it allows, in words for the consent page.',
    example: 'Administer everything',
  })
  readonly description!: string;

  @ApiPropertyOptional({
    description: 'The role that a user must hold to get it, or several of which any one will do; left out: none.',
    oneOf: [ROLE_FORM, { type: 'array', items: ROLE_FORM, minItems: 1 }, { type: 'null' }],
    example: ['admin', 'editor'],
  })
  readonly role?: string | readonly string[];

  @ApiPropertyOptional({
    description: 'How claims are made for who gets it, in any place.',
    type: [ClaimMappingDto],
    example: CLAIM_MAPPINGS_EXAMPLE,
  })
  readonly claim_mappings?: readonly ClaimMappingDto[];
}

const SCOPES = {
  propertyNames: { pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255}$' },
  description: 'Its scopes by their names; each a description, or an object that names the roles it needs too.',
  type: 'object' as const,
  additionalProperties: { oneOf: [DESCRIPTION_FORM, { $ref: getSchemaPath(ScopeDto) }, { type: 'null' as const }] },
  example: { 'api:read': 'Read your data', 'api:admin': { description: 'Administer everything', role: ['admin'] } },
};

/** A scope as the bootstrap file and the API describe one. */
export type DeclaredScope = string | ScopeDto;

const SCOPE_MEMBERS = ['description', 'role', 'claim_mappings'];

@ValidatorConstraint()
class ScopesConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isJsonObject(value) && Object.values(value).every((scope) => scope === null || isScope(scope));
  }

  defaultMessage(): string {
    return 'must be an object of scopes, each a description or an object with description, claim_mappings, and role, which is a text or a list of texts';
  }
}

function isScope(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (!isJsonObject(value) || !Object.entries(value).every(([name, member]) => mayHave(name, member))) return false;
  const { description, role, claim_mappings } = value;
  if (claim_mappings !== undefined && claim_mappings !== null && !Array.isArray(claim_mappings)) return false;
  const isDescribed = typeof description === 'string' || description === undefined;
  return isDescribed && (role === undefined || role === null || typeof role === 'string' || isTexts(role));
}

/** Texts in languages that do not exist are refused later, by their names. */
function mayHave(name: string, value: unknown): boolean {
  if (!name.includes('#')) return SCOPE_MEMBERS.includes(name);
  return value === null ? isInLanguage(name, 'description') : typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

/** Members that a resource may have. */
@ApiExtraModels(ScopeDto, ApiClaimMappingDto)
class ResourceMembersDto {
  @ApiPropertyOptional(SCOPES)
  @IsOptional()
  @Validate(ScopesConstraint)
  readonly scopes?: Readonly<Record<string, DeclaredScope>>;

  @ApiPropertyOptional(LIFETIME)
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  readonly access_token_lifetime?: number;

  @ApiPropertyOptional(ALG)
  @IsOptional()
  @IsIn(SIGNING_ALGORITHMS, { message: `must be one of ${SIGNING_ALGORITHMS.join(', ')}` })
  readonly access_token_signing_alg?: SigningAlgorithm;

  @ApiPropertyOptional(TYP)
  @IsOptional()
  @IsIn(ACCESS_TOKEN_TYPES, { message: `must be one of ${ACCESS_TOKEN_TYPES.join(', ')}` })
  readonly access_token_typ?: AccessTokenType;

  @ApiPropertyOptional(MAPPINGS)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  readonly claim_mappings?: readonly ApiClaimMappingDto[];
}

/** Body that changes a resource. */
export class UpdateResourceDto extends ResourceMembersDto {
  @ApiPropertyOptional(NAME)
  @ValidateIf((_, value) => value !== undefined)
  @IsString({ message: 'must be text' })
  readonly name?: string;
}

/** Body that creates a resource. */
export class CreateResourceDto extends ResourceMembersDto {
  @ApiProperty({
    maxLength: 512,
    pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[\\x21\\x22\\x24-\\x7e]+$',
    description: 'An absolute URI without a fragment; the `aud` of tokens for it.',
    example: 'https://api.example.com',
  })
  @IsString({ message: 'must be text' })
  readonly identifier!: string;

  @ApiProperty(NAME)
  @IsString({ message: 'must be text' })
  readonly name!: string;
}
