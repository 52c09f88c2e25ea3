import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  IsInt,
  IsOptional,
  IsString,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { LONGEST_TOKEN_LIFETIME } from '../../oauth/token-lifetime.js';
import { TEXT_FORM } from '../../platform/validation/text.js';

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
const DESCRIPTION_FORM = { type: 'string' as const, minLength: 1, maxLength: 512, pattern: TEXT_FORM.source };
const ROLE_FORM = { type: 'string' as const, minLength: 1, maxLength: 255, pattern: TEXT_FORM.source };

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
  @ValidateIf((_, value) => value !== undefined)
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
}

/** Body that creates a resource. */
@ApiExtraModels(ScopeDto)
export class CreateResourceDto {
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

  @ApiPropertyOptional(SCOPES)
  @IsOptional()
  @Validate(ScopesConstraint)
  readonly scopes?: Readonly<Record<string, DeclaredScope>>;

  @ApiPropertyOptional(LIFETIME)
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  readonly access_token_lifetime?: number;
}
