import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { formatInstant } from '../../platform/clock.js';
import type { NewLink } from '../links/account-link.js';

const SHORTEST = 60;
const LONGEST = 2_592_000;

/** Body that makes an invitation. */
export class CreateInvitationDto {
  @ApiPropertyOptional({
    description: 'Seconds for which the link works; left out: a week.',
    type: Number,
    minimum: SHORTEST,
    maximum: LONGEST,
    example: 86_400,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(SHORTEST, { message: `must be at least ${SHORTEST}` })
  @Max(LONGEST, { message: `must be at most ${LONGEST}` })
  readonly expires_in?: number | null;

  @ApiPropertyOptional({
    description:
      'Whether the link is also mailed to the address of the account, verified or not. Refused with 409 if there is none, or no mail server.',
    type: Boolean,
    default: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly send_mail?: boolean | null;
}

/** An invitation. */
export class InvitationDto {
  @ApiProperty({
    description: 'What the user opens to choose a password. It works once, and is shown now and never again.',
    example: 'https://login.example.com/invitation?token=q3Vj…43 characters',
  })
  readonly url!: string;

  @ApiProperty({ description: 'Until when it works (RFC 3339).', example: '2026-09-28T14:13:20.000Z' })
  readonly expires_at!: string;
}

export function presentInvitation({ url, expiresAt }: NewLink): InvitationDto {
  return { url, expires_at: formatInstant(expiresAt) };
}
