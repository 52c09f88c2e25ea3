import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsObject, IsOptional, IsString, ValidateIf } from 'class-validator';
import { NextCursor } from '../../admin/page-answer.js';
import { ATTRIBUTE_NAME_FORM } from '../../claims/attribute-name.js';
import { formatInstant } from '../../platform/clock.js';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { ROLE_NAME_FORM } from '../../resources/role.js';
import {
  GROUP_FORM,
  LONGEST_ATTRIBUTE,
  LONGEST_GROUP,
  MOST_ATTRIBUTES,
  MOST_GROUPS,
  MOST_TEXTS,
} from '../attribute-rules.js';
import type { LastSignIns } from '../last-sign-ins.service.js';
import type { StoredUser } from '../stored-user.js';
import type { Attributes, AttributeValue, UserClaims } from '../user.js';
import { USERNAME_FORM } from '../username.js';
import { ClaimsDto } from './claims.dto.js';

const USERNAME = {
  minLength: 1,
  maxLength: 255,
  pattern: USERNAME_FORM.source,
  description: 'Name to sign in with; unique, whatever its case.',
  example: 'alice',
};
const ROLES = {
  type: 'array',
  items: { type: 'string', pattern: ROLE_NAME_FORM.source },
  description: 'Roles, which scopes may require and access tokens carry.',
  example: ['editor'],
} as const;
const GROUPS = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST_GROUP, pattern: GROUP_FORM.source },
  maxItems: MOST_GROUPS,
  description: 'Where the user belongs, for applications: the scope `groups` tells them. No power over this server.',
  example: ['/staff/dev'],
} as const;
const TEXT_VALUE = { type: 'string' as const, maxLength: LONGEST_ATTRIBUTE, pattern: TEXT_FORM.source };
const VALUES = [
  TEXT_VALUE,
  { type: 'number' as const, format: 'double' },
  { type: 'boolean' as const },
  { type: 'array' as const, items: TEXT_VALUE, maxItems: MOST_TEXTS },
];
const ATTRIBUTES = {
  description: 'What else is known of the user, by names of your own; applications see what claim_mappings map.',
  type: 'object' as const,
  propertyNames: { pattern: ATTRIBUTE_NAME_FORM.source },
  maxProperties: MOST_ATTRIBUTES,
  additionalProperties: { oneOf: VALUES },
  example: { department: 'R&D', cost_centres: ['4711'] },
};
/** How long it has to be, and which are refused because others guess them, is configured. */
const PASSWORD_FORM = { minLength: 1, maxLength: 1024, pattern: '^[^\\u0000]*$' };
const WHEN = '2026-09-21T14:13:20.000Z';

/** Members of a user that a change may have. */
export class UpdateUserDto extends ClaimsDto {
  @ApiPropertyOptional(USERNAME)
  @ValidateIf((_, value) => value !== undefined)
  @IsString({ message: 'must be text' })
  readonly username?: string;

  @ApiPropertyOptional(ROLES)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must be a list of texts' })
  readonly roles?: readonly string[];

  @ApiPropertyOptional(GROUPS)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must be a list of texts' })
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

  @ApiPropertyOptional(ROLES)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must be a list of texts' })
  readonly roles?: readonly string[];

  @ApiPropertyOptional(GROUPS)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must be a list of texts' })
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

/** A user. */
export class UserDto extends ClaimsDto {
  @ApiProperty({
    description: 'Identifier; the subject of tokens for clients whose subject_type is public.',
    example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  })
  readonly id!: string;

  @ApiProperty(USERNAME)
  readonly username!: string;

  @ApiProperty(ROLES)
  readonly roles!: readonly string[];

  @ApiProperty(GROUPS)
  readonly groups!: readonly string[];

  @ApiProperty(ATTRIBUTES)
  readonly attributes!: Attributes;

  @ApiProperty({ description: 'Whether the user is kept from signing in.', example: false })
  readonly disabled!: boolean;

  @ApiProperty({ description: 'Whether the user can sign in by password.', example: true })
  readonly has_password!: boolean;

  @ApiProperty({
    description: 'Whether the user has to choose another password at the next sign-in.',
    example: false,
  })
  readonly password_change_required!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'When the account goes, because its user has deleted it (RFC 3339); null: it stays. Until then the user cannot sign in without keeping it.',
    example: WHEN,
  })
  readonly deletion_due_at!: string | null;

  @ApiProperty({ description: 'When the user was created (RFC 3339).', example: WHEN })
  readonly created_at!: string;

  @ApiProperty({ description: 'When the profile last changed (RFC 3339).', example: WHEN })
  readonly updated_at!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'When the user last signed in (RFC 3339), as the audit log tells. Null: not known. The user has never signed in, or did so before what the log still has (`AUDIT_RETENTION`), or before the newest 1000 events of the user.',
    example: WHEN,
  })
  readonly last_sign_in_at!: string | null;
}

/** A user under another password. */
export class UserWithPasswordDto extends UserDto {
  @ApiPropertyOptional({
    description: 'The password, if it was made up. It is shown now and never again.',
    example: 'u3Hc…24 characters',
  })
  readonly generated_password?: string;
}

/** A page of users. */
export class UserListDto {
  @ApiProperty({ description: 'Users in the order that was asked for.', type: [UserDto] })
  readonly items!: readonly UserDto[];

  @NextCursor('WyJhbGljZSJd')
  readonly next_cursor?: string;
}

export function presentUser(
  { user, passwordHash, createdAt }: StoredUser,
  lastSignIns: LastSignIns,
): UserDto & UserClaims {
  const { id, username, claims, roles, groups = [], attributes = {}, disabled, updatedAt } = user;
  const lastSignIn = lastSignIns.get(id);
  return {
    id,
    username,
    ...claims,
    roles,
    groups,
    attributes,
    disabled,
    has_password: passwordHash !== undefined,
    password_change_required: user.passwordChangeRequired ?? false,
    deletion_due_at: user.deletionDueAt === undefined ? null : formatInstant(user.deletionDueAt),
    created_at: formatInstant(createdAt),
    updated_at: formatInstant(updatedAt),
    last_sign_in_at: lastSignIn === undefined ? null : formatInstant(lastSignIn),
  };
}
