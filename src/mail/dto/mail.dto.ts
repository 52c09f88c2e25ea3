import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import { NextCursor } from '../../admin/page-answer.js';
import { Cursor, Limit, PAGE_LIMIT } from '../../admin/page-query.dto.js';
import { formatInstant } from '../../platform/clock.js';
import type { MailState } from '../mail.entity.js';
import { ADDRESS_FORM, isMailAddress } from '../mail-address.js';
import type { KnownMail } from '../mail-administration.service.js';

const STATES = ['waiting', 'failed'] as const satisfies readonly MailState[];
const WHEN = '2026-11-29T16:00:00.000Z';

/** Which mails are listed. */
export class ListMailsDto {
  @ApiPropertyOptional({ description: 'Only those in this state.', enum: STATES, example: 'failed' })
  @IsOptional()
  @IsIn(STATES, { message: `must be one of ${STATES.join(', ')}` })
  readonly state?: MailState;

  @Limit()
  readonly limit: number = PAGE_LIMIT;

  @Cursor()
  readonly cursor?: string;
}

/** A mail that has not left. */
export class MailDto {
  @ApiProperty({ description: 'Its identifier.', format: 'uuid', example: '0f6d1d5e-5a57-4f2f-9d0e-6a1c3b5d7e90' })
  readonly id!: string;

  @ApiProperty({ description: 'What kind of mail it is.', example: 'password-changed' })
  readonly template!: string;

  @ApiPropertyOptional({
    description: 'Its reader. Left out: ENCRYPTION_SECRET does not open it.',
    example: 'alice@example.com',
  })
  readonly to?: string;

  @ApiPropertyOptional({
    description: 'Identifier of the user whose account it is about.',
    example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  })
  readonly user_id?: string;

  @ApiProperty({
    description: 'waiting: for an attempt; failed: no further one follows by itself.',
    enum: STATES,
    example: 'waiting',
  })
  readonly state!: string;

  @ApiProperty({ description: 'How many attempts have failed.', type: 'integer', minimum: 0, example: 3 })
  readonly attempts!: number;

  @ApiPropertyOptional({
    description: 'Why the last one did.',
    example: 'mail.example.com:587 cannot be reached: connect ECONNREFUSED 192.0.2.25:587',
  })
  readonly last_error?: string;

  @ApiPropertyOptional({ description: 'When the last one was (RFC 3339).', format: 'date-time', example: WHEN })
  readonly last_attempt_at?: string;

  @ApiProperty({ description: 'When it was to be sent (RFC 3339).', format: 'date-time', example: WHEN })
  readonly created_at!: string;

  @ApiProperty({
    description: 'Until when it is of use to its reader (RFC 3339); it does not leave later.',
    format: 'date-time',
    example: WHEN,
  })
  readonly valid_until!: string;
}

/** A page of mails. */
export class MailListDto {
  @ApiProperty({ description: 'Mails that have not left, newest first.', type: [MailDto] })
  readonly items!: readonly MailDto[];

  @NextCursor('WzE3OTAwMDAwMDAwMDAsIjBmNmQxZDVlIl0')
  readonly next_cursor?: string;
}

/** Body of a test. */
export class TestMailDto {
  @ApiProperty({
    description: 'Who gets it.',
    pattern: ADDRESS_FORM.source,
    example: 'you@example.com',
  })
  @ValidateBy(
    { name: 'isMailAddress', validator: { validate: (value) => typeof value === 'string' && isMailAddress(value) } },
    { message: 'must be an email address' },
  )
  readonly to!: string;
}

/** What became of a test. */
export class TestedMailDto {
  @ApiProperty({ description: 'Whether the mail server has taken it.', example: false })
  readonly sent!: boolean;

  @ApiPropertyOptional({
    description: 'Why it has not.',
    example: 'mail.example.com:587 did not accept user and password or token: 535 5.7.3 Authentication unsuccessful',
  })
  readonly error?: string;
}

export function presentMail(mail: KnownMail): MailDto {
  const { id, template, to, userId, state, attempts, lastError, lastAttemptAt, createdAt, validUntil } = mail;
  return {
    id,
    template,
    ...(to === undefined ? {} : { to }),
    ...(userId === null ? {} : { user_id: userId }),
    state,
    attempts,
    ...(lastError === null ? {} : { last_error: lastError }),
    ...(lastAttemptAt === null ? {} : { last_attempt_at: formatInstant(lastAttemptAt) }),
    created_at: formatInstant(createdAt),
    valid_until: formatInstant(validUntil),
  };
}
