import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../platform/clock.js';
import type { Backup, Passkey } from '../passkey.js';

const WHEN = '2026-09-21T14:13:20.000Z';

const BACKUPS: readonly Backup[] = ['impossible', 'possible', 'done'];

/** A passkey of a user. */
export class PasskeyDto {
  @ApiProperty({ description: 'Identifier.', format: 'uuid', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiProperty({ description: 'What the user calls it.', maxLength: 64, example: 'Chrome on Windows' })
  readonly name!: string;

  @ApiProperty({
    description: 'The model that the authenticator says it is (AAGUID); zeros if it does not say.',
    format: 'uuid',
    example: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
  })
  readonly aaguid!: string;

  @ApiProperty({
    description:
      'Whether the key can be copied to other devices of the user, and has been: `impossible` says that it stays on its device.',
    enum: BACKUPS,
    example: 'done',
  })
  readonly backup!: Backup;

  @ApiProperty({
    description: 'Whether user verification by it (a PIN, a finger) counts as a second factor.',
    example: true,
  })
  readonly verifies_user!: boolean;

  @ApiProperty({ description: 'When it was added (RFC 3339).', format: 'date-time', example: WHEN })
  readonly created_at!: string;

  @ApiProperty({
    description: 'When it was last used (RFC 3339); null if it never was.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: WHEN,
  })
  readonly last_used_at!: string | null;
}

export function presentPasskey(passkey: Passkey): PasskeyDto {
  const { id, name, aaguid, backup, uvInitializedAt, createdAt, lastUsedAt } = passkey;
  return {
    id,
    name,
    aaguid,
    backup,
    verifies_user: uvInitializedAt !== null,
    created_at: formatInstant(createdAt),
    last_used_at: lastUsedAt === null ? null : formatInstant(lastUsedAt),
  };
}
