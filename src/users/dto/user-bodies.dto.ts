import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject, IsOptional, IsString, ValidateIf } from 'class-validator';
import type { Attributes, AttributeValue } from '../user.js';
import { ClaimsDto } from './claims.dto.js';
import { ATTRIBUTES, GROUPS, OptionalTexts, ROLES, USERNAME, VALUES } from './user-members.js';

/** How long it has to be, and which are refused because others guess them, is configured. */
const PASSWORD_FORM = { minLength: 1, maxLength: 1024, pattern: '^[^\\u0000]*$' };

/** Members of a user that a change may have. */
export class UpdateUserDto extends ClaimsDto {
  @ApiPropertyOptional(USERNAME)
  @ValidateIf((_, value) => value !== undefined)
  @IsString({ message: 'must be text' })
  readonly username?: string;

  @OptionalTexts(ROLES)
  readonly roles?: readonly string[];

  @OptionalTexts(GROUPS)
  readonly groups?: readonly string[];

  @ApiPropertyOptional({
    ...ATTRIBUTES,
    description: `${ATTRIBUTES.description} Null takes one away.`,
    additionalProperties: { oneOf: [...VALUES, { type: 'null' }] },
  })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;

  @ApiPropertyOptional({
    type: Boolean,
    description:
      'Whether the user has to choose another password at the next sign-in. Setting it signs the user out everywhere.',
    example: true,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly password_change_required?: boolean | null;
}

/** Body that creates a user. */
export class CreateUserDto extends ClaimsDto {
  @ApiProperty(USERNAME)
  @IsString({ message: 'must be text' })
  readonly username!: string;

  @OptionalTexts(ROLES)
  readonly roles?: readonly string[];

  @OptionalTexts(GROUPS)
  readonly groups?: readonly string[];

  @ApiPropertyOptional(ATTRIBUTES)
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  readonly attributes?: Attributes;

  @ApiPropertyOptional({
    ...PASSWORD_FORM,
    description: 'Password to sign in with; left out: the user cannot sign in by password until one is set.',
    example: 'correct horse battery staple',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly password?: string;

  @ApiPropertyOptional({
    pattern: '^(\\{[A-Za-z0-9]+\\}|[a-z0-9_]*[$:])',
    description:
      'Instead of a password: its argon2, bcrypt, scrypt or PBKDF2 hash in the usual encoded form, such as `$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m`.',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly password_hash?: string;

  @ApiPropertyOptional({
    description: 'Whether the user has to choose another password at the next sign-in.',
    example: true,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly password_change_required?: boolean;
}

/** Body that gives a user another password. */
export class ResetPasswordDto {
  @ApiPropertyOptional({
    ...PASSWORD_FORM,
    description: 'The new password; left out: one is made up and shown once.',
    type: String,
    example: 'correct horse battery staple',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly password?: string | null;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Whether the user has to choose another password at the next sign-in. Left out: as it is.',
    example: true,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly password_change_required?: boolean | null;
}
