import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { formatInstant } from '../../../../platform/clock.js';
import type { WaitingRegistration } from '../waiting-registration.js';

/** An account that waits for an administrator. */
export class RegistrationDto {
  @ApiProperty({ description: 'Identifier of the user.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiProperty({ description: 'The username.', example: 'carol' })
  readonly username!: string;

  @ApiPropertyOptional({ description: 'The email address.', example: 'carol@example.com' })
  readonly email?: string;

  @ApiProperty({ description: 'Whether the person has proven the address.', example: true })
  readonly email_verified!: boolean;

  @ApiProperty({ description: 'When the account was made (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly requested_at!: string;
}

export class RegistrationListDto {
  @ApiProperty({ description: 'Accounts that wait, oldest first; 200 at most.', type: [RegistrationDto] })
  readonly items!: readonly RegistrationDto[];
}

/** What an export of a person says of it. */
export class OwnRegistrationDto {
  @ApiProperty({ description: 'When the account was made (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly requested_at!: string;
}

export function presentRegistration({ user, requestedAt }: WaitingRegistration): RegistrationDto {
  const { id, username, claims } = user;
  return {
    id,
    username,
    ...(claims.email === undefined ? {} : { email: claims.email }),
    email_verified: claims.email_verified === true,
    requested_at: formatInstant(requestedAt),
  };
}
