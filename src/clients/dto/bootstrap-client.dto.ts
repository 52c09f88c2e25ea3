import { IsInt, IsOptional, IsString, Matches, MaxLength, Min, MinLength } from 'class-validator';
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
}
