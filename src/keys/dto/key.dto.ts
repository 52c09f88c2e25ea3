import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { formatInstant } from '../../platform/clock.js';
import { SIGNING_ALGORITHMS } from '../signing-algorithm.js';
import type { SigningKeyInfo } from '../signing-key-info.js';

const KID = 'QYv9ItbhPGrdkvRJcEVK4PzEKiVnKxXo1KvPqHwmVqk';
const WHEN = '2026-09-21T14:13:20.000Z';

/** Body of a rotation. */
export class RotateKeyDto {
  @ApiProperty({ description: 'What the new key signs with.', enum: SIGNING_ALGORITHMS, example: 'ES256' })
  @IsIn(SIGNING_ALGORITHMS, { message: `must be one of ${SIGNING_ALGORITHMS.join(', ')}` })
  readonly alg!: string;

  @ApiPropertyOptional({
    description:
      'Whether a key is to sign as soon as no cached key set can lack it: six minutes after it was published. A key in the state next does so then, or now if it has been published for that long; if there is none, a new one is made. `active_at` says when.',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly immediately?: boolean;
}

/** A signing key of the server, without its private part. */
export class KeyDto {
  @ApiProperty({ description: 'Its identifier: the thumbprint of RFC 7638.', example: KID })
  readonly kid!: string;

  @ApiProperty({ description: 'What it signs with.', enum: SIGNING_ALGORITHMS, example: 'ES256' })
  readonly alg!: string;

  @ApiProperty({
    description:
      'next: published, and signs later; active: signs; retired: published for what it has signed. A revoked key is gone.',
    enum: ['next', 'active', 'retired'],
    example: 'active',
  })
  readonly state!: string;

  @ApiProperty({ description: 'When it was made (RFC 3339).', example: WHEN })
  readonly created_at!: string;

  @ApiProperty({ description: 'From when on it signs (RFC 3339).', example: WHEN })
  readonly active_at!: string;

  @ApiPropertyOptional({
    description: 'Until when it is published (RFC 3339); left out while no successor is known.',
    example: WHEN,
  })
  readonly expires_at?: string;

  @ApiProperty({
    description: 'The public key (RFC 7517).',
    type: 'object',
    additionalProperties: true,
    example: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      kid: KID,
      alg: 'ES256',
      use: 'sig',
    },
  })
  readonly public_jwk!: Readonly<Record<string, unknown>>;
}

/** The key that takes over after a rotation. */
export class RotatedKeyDto extends KeyDto {
  @ApiProperty({
    description:
      'Identifiers of the keys that this rotation removed: published, in the state next, and never used. A program that has pinned one of them needs the new key.',
    type: [String],
    example: ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
  })
  readonly dropped!: readonly string[];
}

/** Every signing key. */
export class KeyListDto {
  @ApiProperty({ description: 'Keys, in the order in which they sign.', type: [KeyDto] })
  readonly items!: readonly KeyDto[];
}

export function presentKey({ kid, alg, state, createdAt, activeAt, expiresAt, publicJwk }: SigningKeyInfo): KeyDto {
  return {
    kid,
    alg,
    state,
    created_at: formatInstant(createdAt),
    active_at: formatInstant(activeAt),
    ...(expiresAt === null ? {} : { expires_at: formatInstant(expiresAt) }),
    public_jwk: publicJwk,
  };
}
