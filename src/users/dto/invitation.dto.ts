import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
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
