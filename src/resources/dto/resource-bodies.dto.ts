import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { SIGNING_ALGORITHMS } from '../../keys/signing-algorithm.js';
import { ACCESS_TOKEN_TYPES, type AccessTokenType, type SigningAlgorithm } from '../access-token-format.js';

const NAME = { description: 'Its name, for the consent page.', example: 'Example API' };
const LIFETIME = { description: 'Seconds that access tokens for it live; left out: as configured.', example: 600 };

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
  @ApiProperty({ description: 'What it allows, in words for the consent page.', example: 'Administer everything' })
  readonly description!: string;

  @ApiPropertyOptional({
    description: 'The role that a user must hold to get it, or several of which any one will do; left out: none.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
    example: ['admin', 'editor'],
  })
  readonly role?: string | readonly string[];
}

const SCOPES = {
  description: 'Its scopes by their names; each a description, or an object that names the roles it needs too.',
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'string' as const }, { $ref: getSchemaPath(ScopeDto) }] },
  example: { 'api:read': 'Read your data', 'api:admin': { description: 'Administer everything', role: ['admin'] } },
};

/** A scope as the bootstrap file and the API describe one. */
export type DeclaredScope = string | ScopeDto;

@ValidatorConstraint()
class ScopesConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isObject(value) && Object.values(value).every((scope) => scope === null || isScope(scope));
  }

  defaultMessage(): string {
    return 'must be an object of scopes, each a description or an object with description and role, which is a text or a list of texts';
  }
}

function isScope(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (!isObject(value) || Object.keys(value).some((name) => name !== 'description' && name !== 'role')) return false;
  const { description, role } = value;
  const isDescribed = typeof description === 'string' || description === undefined;
  return isDescribed && (role === undefined || role === null || typeof role === 'string' || isTexts(role));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Body that changes a resource. */
@ApiExtraModels(ScopeDto)
export class UpdateResourceDto {
  @ApiPropertyOptional(NAME)
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly name?: string;

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
}

/** Body that creates a resource. */
@ApiExtraModels(ScopeDto)
export class CreateResourceDto {
  @ApiProperty({ description: 'An absolute URI; the `aud` of tokens for it.', example: 'https://api.example.com' })
  @IsString({ message: 'must be text' })
  readonly identifier!: string;

  @ApiProperty(NAME)
  @IsString({ message: 'must be text' })
  readonly name!: string;

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
}
