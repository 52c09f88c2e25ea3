import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuditEventDto } from '../../audit/dto/audit-event.dto.js';
import { SessionDto } from '../../authentication/sessions/dto/session.dto.js';
import { ConsentDto } from '../../consent/dto/consent.dto.js';
import { UserDto } from '../../users/dto/user.dto.js';

const WHEN = '2026-09-21T14:13:20.000Z';

const ALICE = {
  id: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  username: 'alice',
  email: 'alice@example.com',
  roles: ['editor'],
  disabled: false,
  has_password: true,
  password_change_required: false,
  created_at: WHEN,
  updated_at: WHEN,
};

/** What a user has allowed a client, and when that last changed. */
export class PersonalConsentDto extends ConsentDto {
  @ApiProperty({ description: 'When it was last allowed more (RFC 3339).', example: WHEN })
  readonly updated_at!: string;
}

/** A time at which a client was given a code for tokens. */
export class AuthorizationDto {
  @ApiProperty({ description: 'The client.', example: 'web-app' })
  readonly client_id!: string;

  @ApiProperty({ description: 'The session it was given in.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly session_id!: string;

  @ApiProperty({ description: 'The granted scope, space-delimited.', example: 'openid profile' })
  readonly scope!: string;

  @ApiProperty({ description: 'Resources that were asked for (RFC 8707).', type: [String], example: [] })
  readonly resources!: readonly string[];

  @ApiProperty({ description: 'When the user signed in (RFC 3339).', example: WHEN })
  readonly authenticated_at!: string;

  @ApiProperty({ description: 'When its first tokens were issued (RFC 3339).', example: WHEN })
  readonly issued_at!: string;

  @ApiProperty({ description: 'When it ends in any case (RFC 3339).', example: WHEN })
  readonly expires_at!: string;

  @ApiProperty({
    description: 'When it was revoked (RFC 3339); null: it was not.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly revoked_at!: string | null;
}

/** What is stored about one person, without secrets. */
export class PersonalDataDto {
  @ApiProperty({ description: 'The account, with its roles.', type: UserDto, example: ALICE })
  readonly profile!: UserDto;

  @ApiPropertyOptional({
    description: 'What the user has allowed which client; with the scope `consents:read`.',
    type: [PersonalConsentDto],
  })
  readonly consents?: readonly PersonalConsentDto[];

  @ApiPropertyOptional({
    description: 'Where the user is or was signed in; with the scope `sessions:read`.',
    type: [SessionDto],
  })
  readonly sessions?: readonly SessionDto[];

  @ApiPropertyOptional({
    description: 'What clients hold or held for the user; with the scope `grants:read`.',
    type: [AuthorizationDto],
  })
  readonly authorizations?: readonly AuthorizationDto[];

  @ApiPropertyOptional({
    description: 'What the audit log says by and about the user; with the scope `audit:read`.',
    type: [AuditEventDto],
  })
  readonly audit_events?: readonly AuditEventDto[];

  @ApiProperty({
    description: 'The scopes that the access token lacks, and whose sections are therefore left out.',
    type: [String],
    example: ['audit:read'],
  })
  readonly missing_scopes!: readonly string[];
}
