import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { ClientMetadataDto } from './client-metadata.dto.js';

/** Body of a registration. */
export class CreateClientDto extends ClientMetadataDto {
  @ApiPropertyOptional({ description: 'Identifier of the client; left out: a random one.', example: 'web-app' })
  @IsOptional()
  @Matches(/^(?!\.+$)[A-Za-z0-9._~-]{1,255}$/, {
    message: 'must be 1 to 255 letters, digits or any of . _ ~ -, and more than dots',
  })
  readonly client_id?: string;
}
