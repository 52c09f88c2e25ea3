import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { CLIENT_ID } from '../client.js';
import { ClientMetadataDto } from './client-metadata.dto.js';

/** RFC 6749 appendix A.1. Only dots would be no name in the path of the admin API: WHATWG URL drops them, encoded or not. */
export const CLIENT_ID_FORM = new RegExp(`^(?!\\.+$)${CLIENT_ID.source.slice(1)}`);
export const CLIENT_ID_MISTAKE =
  'must be 1 to 255 printable ASCII characters (RFC 6749 appendix A.1), and more than dots';

/** Body of a registration. */
export class CreateClientDto extends ClientMetadataDto {
  @ApiPropertyOptional({ description: 'Identifier of the client; left out: a random one.', example: 'web-app' })
  @IsOptional()
  @Matches(CLIENT_ID_FORM, { message: CLIENT_ID_MISTAKE })
  readonly client_id?: string;
}
