import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { formatInstant } from '../../../platform/clock.js';
import { TEXT_FORM, TEXT_MISTAKE } from '../../../platform/validation/text.js';
import type { Enrolment } from '../../factor.js';
import { APP_ALGORITHMS, APP_DIGITS, APP_PERIODS, APP_SECRET, APP_SECRET_MISTAKE } from '../../totp/totp.js';

const WHEN = '2026-09-21T14:13:20.000Z';

/** Something that a user has set up to prove who they are. Secrets are never shown. */
export class FactorDto {
  @ApiProperty({ description: 'Identifier.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiProperty({ description: 'Of which kind it is.', example: 'totp' })
  readonly type!: string;

  @ApiProperty({ description: 'What the user calls it; may be empty.', example: 'My phone' })
  readonly name!: string;

  @ApiProperty({ description: 'When it was set up (RFC 3339).', example: WHEN })
  readonly created_at!: string;

  @ApiProperty({
    description: 'When it was used last (RFC 3339); null: never.',
    type: String,
    nullable: true,
    example: WHEN,
  })
  readonly last_used_at!: string | null;
}

/** An authenticator app that a user has set up at another server. */
export class ImportFactorDto {
  @ApiProperty({ description: 'Of which kind it is.', enum: ['totp'], example: 'totp' })
  @IsIn(['totp'])
  readonly type!: 'totp';

  @ApiProperty({
    description: 'The secret of the app in base32 (RFC 4648 §6), without padding.',
    pattern: APP_SECRET.source,
    example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  })
  @Matches(APP_SECRET, { message: APP_SECRET_MISTAKE })
  readonly secret!: string;

  @ApiProperty({
    description: 'What the user calls it.',
    type: String,
    required: false,
    default: '',
    pattern: TEXT_FORM.source,
    maxLength: 64,
    example: 'My phone',
  })
  @IsOptional()
  @Matches(TEXT_FORM, { message: TEXT_MISTAKE })
  @MaxLength(64)
  readonly name?: string | null;

  @ApiProperty({
    description: 'RFC 6238 §1.2; left out: SHA1.',
    type: String,
    enum: APP_ALGORITHMS,
    required: false,
    example: 'SHA1',
  })
  @IsOptional()
  @IsIn(APP_ALGORITHMS)
  readonly algorithm?: string | null;

  @ApiProperty({
    description: 'Digits of a code; left out: 6.',
    type: 'integer',
    enum: APP_DIGITS,
    required: false,
    example: 6,
  })
  @IsOptional()
  @IsIn(APP_DIGITS)
  readonly digits?: number | null;

  @ApiProperty({
    description: 'Seconds for which a code is shown.',
    type: 'integer',
    required: false,
    default: 30,
    minimum: APP_PERIODS.least,
    maximum: APP_PERIODS.most,
    example: 30,
  })
  @IsOptional()
  @IsInt()
  @Min(APP_PERIODS.least)
  @Max(APP_PERIODS.most)
  readonly period?: number | null;
}

/** All factors of a user. */
export class FactorListDto {
  @ApiProperty({ description: 'The oldest first.', type: [FactorDto] })
  readonly items!: readonly FactorDto[];
}

export function presentFactor({ id, factor, label, createdAt, lastUsedAt }: Enrolment): FactorDto {
  return {
    id,
    type: factor,
    name: label,
    created_at: formatInstant(createdAt),
    last_used_at: lastUsedAt === null ? null : formatInstant(lastUsedAt),
  };
}
