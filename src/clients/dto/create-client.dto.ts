import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { ClientMetadataDto } from './client-metadata.dto.js';

/** Fits the path of the admin API and every way in which clients send it. */
export const CLIENT_ID_FORM = /^(?!\.+$)[A-Za-z0-9._~-]{1,255}$/;
export const CLIENT_ID_MISTAKE = 'must be 1 to 255 letters, digits or any of . _ ~ -, and more than dots';

/** Body of a registration. */
export class CreateClientDto extends ClientMetadataDto {
  @ApiPropertyOptional({ description: 'Identifier of the client; left out: a random one.', example: 'web-app' })
  @IsOptional()
  @Matches(CLIENT_ID_FORM, { message: CLIENT_ID_MISTAKE })
  readonly client_id?: string;
}
