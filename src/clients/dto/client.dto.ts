import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ViolationDto } from '../../admin/api-problems.js';
import { NextCursor } from '../../admin/page-answer.js';
import { type Instant, numericDate } from '../../platform/clock.js';
import { matchesDigest } from '../../platform/crypto/secrets.js';
import type { ClientRecord } from '../clients.repository.js';
import type { Registration } from '../registration.js';
import { ClientMetadataDto } from './client-metadata.dto.js';

/** A secret of which only the digest is known. */
export class ClientSecretDto {
  @ApiProperty({ description: 'Seconds since 1970.', example: 1_790_000_000 })
  readonly created_at!: number;

  @ApiProperty({ description: 'Seconds since 1970; 0: never.', example: 0 })
  readonly expires_at!: number;
}

/** A registered client. */
export class ClientDto extends ClientMetadataDto {
  @ApiProperty({ description: 'Identifier of the client.', example: 'web-app' })
  readonly client_id!: string;

  @ApiProperty({ description: 'When it was registered; seconds since 1970.', example: 1_790_000_000 })
  readonly client_id_issued_at!: number;

  @ApiProperty({
    description: 'Who registered it; open: anyone, by dynamic registration.',
    enum: ['administrator', 'initial-access-token', 'open'],
    example: 'administrator',
  })
  readonly registered_by!: string;

  @ApiProperty({ description: 'When it was last changed; seconds since 1970.', example: 1_790_000_000 })
  readonly updated_at!: number;

  @ApiProperty({ description: 'Its secrets, oldest first; during a rotation two.', type: [ClientSecretDto] })
  readonly secrets!: readonly ClientSecretDto[];
}

/** A client after a change. */
export class RegistrationDto extends ClientDto {
  @ApiPropertyOptional({
    description: 'The new secret, if there is one. It is shown now and never again.',
    example: 'KfP0…43 characters',
  })
  readonly client_secret?: string;

  @ApiPropertyOptional({ description: 'When the new secret ends; seconds since 1970; 0: never.', example: 0 })
  readonly client_secret_expires_at?: number;

  @ApiPropertyOptional({
    description: 'Members that were accepted and that this version does not use.',
    type: [ViolationDto],
  })
  readonly warnings?: readonly ViolationDto[];
}

/** A page of clients. */
export class ClientListDto {
  @ApiProperty({ description: 'Clients, oldest first.', type: [ClientDto] })
  readonly items!: readonly ClientDto[];

  @NextCursor('MTc5MDAwMDAwMDAwMDp3ZWItYXBw')
  readonly next_cursor?: string;
}

export function presentClient(client: ClientRecord): ClientDto {
  const { clientId, metadata, secrets, registeredBy, createdAt, updatedAt } = client;
  return {
    client_id: clientId,
    client_id_issued_at: numericDate(createdAt),
    registered_by: registeredBy,
    updated_at: numericDate(updatedAt),
    ...metadata,
    secrets: secrets.map((each) => ({
      created_at: numericDate(each.createdAt),
      expires_at: numericExpiry(each.expiresAt),
    })),
  };
}

function expiryOf(clientSecret: string, { secrets }: ClientRecord): number {
  return numericExpiry(secrets.find(({ digest }) => matchesDigest(clientSecret, digest))?.expiresAt ?? null);
}

/** RFC 7591 §3.2.1: 0 for a secret that never expires. */
function numericExpiry(expiresAt: Instant | null): number {
  return expiresAt === null ? 0 : numericDate(expiresAt);
}

/** RFC 7591 §3.2.1. */
export function presentRegistration({ client, clientSecret, warnings }: Registration): RegistrationDto {
  return {
    ...presentClient(client),
    ...(clientSecret === undefined
      ? {}
      : { client_secret: clientSecret, client_secret_expires_at: expiryOf(clientSecret, client) }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
