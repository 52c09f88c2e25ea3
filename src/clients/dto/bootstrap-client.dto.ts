import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min, MinLength } from 'class-validator';
import { REGISTERED_BY, type RegisteredBy } from '../client.js';
import { ClientMetadataDto } from './client-metadata.dto.js';
import { CLIENT_ID_FORM, CLIENT_ID_MISTAKE } from './create-client.dto.js';

/** A client in the bootstrap file: it names itself, and its secret was chosen elsewhere. */
export class BootstrapClientDto extends ClientMetadataDto {
  @Matches(CLIENT_ID_FORM, { message: CLIENT_ID_MISTAKE })
  readonly client_id!: string;

  @IsOptional()
  @IsString({ message: 'must be text' })
  @MinLength(32, { message: 'must have at least 32 characters' })
  @MaxLength(1024, { message: 'must have at most 1024 characters' })
  readonly client_secret?: string;

  /** Seconds since 1970; 0: never. */
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be negative' })
  readonly client_secret_expires_at?: number;

  /** Of an export: the identifier is a UUID, and is as old as clients that could choose one. */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly keep_client_id?: boolean;

  /** Of an export: instead of a secret what is stored of the present ones; validated by {@link importedSecrets}. */
  readonly client_secrets?: unknown;

  /** Of an export: who registered the client. */
  @IsOptional()
  @IsIn(REGISTERED_BY, { message: `must be one of ${REGISTERED_BY.join(', ')}` })
  readonly registered_by?: RegisteredBy;

  /** Of an export: of the token by which the client manages its registration (RFC 7592). */
  @IsOptional()
  @Matches(/^[\w-]{43}$/, { message: 'must be a SHA-256 digest in base64url' })
  readonly registration_access_token_digest?: string;
}
