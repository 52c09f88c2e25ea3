import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { formatInstant } from '../../../../platform/clock.js';
import type { Config } from '../../../../platform/config/config.js';
import { TEXT_FORM, TEXT_MISTAKE } from '../../../../platform/validation/text.js';
import type { RegistrationInvitation } from '../registration-invitation.js';

/** Seconds: a minute to 90 days. */
export const INVITATION_LIFETIMES = { least: 60, most: 7_776_000 };
/** People. */
export const INVITATION_USES = { least: 1, most: 10_000 };
/** Characters. */
export const LONGEST_DESCRIPTION = 255;

/** Body that makes an invitation to register. */
export class CreateRegistrationInvitationDto {
  @ApiPropertyOptional({
    description: 'Seconds for which people can register with it; left out: a week.',
    type: Number,
    minimum: INVITATION_LIFETIMES.least,
    maximum: INVITATION_LIFETIMES.most,
    example: 86_400,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(INVITATION_LIFETIMES.least, { message: `must be at least ${INVITATION_LIFETIMES.least}` })
  @Max(INVITATION_LIFETIMES.most, { message: `must be at most ${INVITATION_LIFETIMES.most}` })
  readonly expires_in?: number | null;

  @ApiPropertyOptional({
    description: 'How many people can register with it; left out: one.',
    type: Number,
    minimum: INVITATION_USES.least,
    maximum: INVITATION_USES.most,
    example: 30,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(INVITATION_USES.least, { message: `must be at least ${INVITATION_USES.least}` })
  @Max(INVITATION_USES.most, { message: `must be at most ${INVITATION_USES.most}` })
  readonly max_uses?: number | null;

  @ApiPropertyOptional({
    description: 'For whom or what it is.',
    type: String,
    minLength: 1,
    maxLength: LONGEST_DESCRIPTION,
    example: 'The new colleagues of January',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, LONGEST_DESCRIPTION, { message: `must have 1 to ${LONGEST_DESCRIPTION} characters` })
  @Matches(TEXT_FORM, { message: TEXT_MISTAKE })
  readonly description?: string | null;
}

/** An invitation to register. */
export class RegistrationInvitationDto {
  @ApiProperty({ description: 'Its identifier, which is no secret.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiPropertyOptional({ description: 'For whom or what it is.', example: 'The new colleagues of January' })
  readonly description?: string;

  @ApiPropertyOptional({ description: 'Who made it.', example: '7f1e1c0a-0f43-4d4c-9a60-0a6f7a3b9c2d' })
  readonly created_by?: string;

  @ApiProperty({ description: 'When it was made (RFC 3339).', example: '2026-09-21T14:13:20.000Z' })
  readonly created_at!: string;

  @ApiProperty({
    description: 'Until when people can register with it (RFC 3339).',
    example: '2026-09-28T14:13:20.000Z',
  })
  readonly expires_at!: string;

  @ApiProperty({ description: 'How many people can register with it.', example: 30 })
  readonly max_uses!: number;

  @ApiProperty({ description: 'How many have registered with it.', example: 0 })
  readonly uses!: number;
}

/** An invitation that was just made. */
export class CreatedRegistrationInvitationDto extends RegistrationInvitationDto {
  @ApiProperty({
    description: 'What people type on the registration page. It is shown now and never again.',
    example: 'q3VjX0u8yT1kWm5nZr2bLg',
  })
  readonly code!: string;

  @ApiProperty({
    description: 'The registration page with the code.',
    example: 'https://login.example.com/register?invitation=q3VjX0u8yT1kWm5nZr2bLg',
  })
  readonly url!: string;
}

export class RegistrationInvitationListDto {
  @ApiProperty({ description: 'Invitations, oldest first.', type: [RegistrationInvitationDto] })
  readonly items!: readonly RegistrationInvitationDto[];
}

export function presentInvitation(invitation: RegistrationInvitation): RegistrationInvitationDto {
  const { id, description, createdBy, createdAt, expiresAt, maxUses, uses } = invitation;
  return {
    id,
    ...(description === null ? {} : { description }),
    ...(createdBy === null ? {} : { created_by: createdBy }),
    created_at: formatInstant(createdAt),
    expires_at: formatInstant(expiresAt),
    max_uses: maxUses,
    uses,
  };
}

/** Where someone registers with this code. */
export function invitationUrl({ issuer }: Pick<Config, 'issuer'>, code: string): string {
  return `${issuer}/register?${new URLSearchParams({ invitation: code })}`;
}
