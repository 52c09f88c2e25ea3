import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NextCursor } from '../../admin/page-answer.js';
import { formatInstant } from '../../platform/clock.js';
import type { LastSignIns } from '../last-sign-ins.service.js';
import type { StoredUser } from '../stored-user.js';
import type { Attributes, UserClaims } from '../user.js';
import { ClaimsDto } from './claims.dto.js';
import { ATTRIBUTES, GROUPS, ROLES, USERNAME } from './user-members.js';

const WHEN = '2026-09-21T14:13:20.000Z';

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
