import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../../platform/clock.js';
import type { Enrolment } from '../../factor.js';

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
