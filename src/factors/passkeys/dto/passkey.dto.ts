import { ApiProperty } from '@nestjs/swagger';
import { BACKUPS, type Backup, type Passkey } from '../passkey.js';

/** A passkey of a user. */
export class PasskeyDto {
  @ApiProperty({
    description: 'Identifier of the factor.',
    format: 'uuid',
    example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  })
  readonly id!: string;

  @ApiProperty({
    description: 'The model that the authenticator says it is (AAGUID); zeros if it does not say.',
    format: 'uuid',
    example: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
  })
  readonly aaguid!: string;

  @ApiProperty({
    description:
      'Whether the key can be copied to other devices of the user, and has been: `impossible` says that it stays on its device, `unknown` that it was imported and not used here yet.',
    enum: BACKUPS,
    example: 'done',
  })
  readonly backup!: Backup;

  @ApiProperty({
    description: 'Whether user verification by it (a PIN, a finger) counts as a second factor.',
    example: true,
  })
  readonly verifies_user!: boolean;
}

export function presentPasskey({ factorId, aaguid, backup, uvInitializedAt }: Passkey): PasskeyDto {
  return { id: factorId, aaguid, backup, verifies_user: uvInitializedAt !== null };
}
