import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { CLIENT_TEMPLATES, type ClientTemplate } from '../client-templates.js';
import { CreateClientDto } from './create-client.dto.js';

/** Body of a registration by an administrator. */
@ApiSchema({ name: 'CreateClientDto' })
export class RegisterClientDto extends CreateClientDto {
  @ApiPropertyOptional({
    description: 'Template that fills what is not said here; left out: the defaults of the members.',
    enum: CLIENT_TEMPLATES.map(({ id }) => id),
    example: 'web',
  })
  @IsOptional()
  readonly template?: string;
}

/** What clients of one kind have in common. */
export class ClientTemplateDto {
  @ApiProperty({ description: 'What `template` of a registration says.', example: 'web' })
  readonly id!: string;

  @ApiProperty({ description: 'What it is called.', example: 'Web app' })
  readonly name!: string;

  @ApiProperty({ description: 'What it is for.', example: 'An application on a server.' })
  readonly description!: string;

  @ApiProperty({
    description: 'Client metadata that are preset; what a registration says itself comes before.',
    type: 'object',
    additionalProperties: true,
    example: { token_endpoint_auth_method: 'client_secret_basic' },
  })
  readonly metadata!: Readonly<Record<string, unknown>>;

  @ApiProperty({ description: 'Members that a registration has to give.', type: [String], example: ['redirect_uris'] })
  readonly required!: readonly string[];
}

/** Every template. */
export class ClientTemplateListDto {
  @ApiProperty({ description: 'The templates.', type: [ClientTemplateDto] })
  readonly items!: readonly ClientTemplateDto[];
}

export function presentTemplate({ id, name, description, metadata, required }: ClientTemplate): ClientTemplateDto {
  return { id, name, description, metadata, required };
}
