import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { LINE_FORM, LINE_MISTAKE } from '../../platform/validation/text.js';

/** Query of a list. */
export class ListClientsDto extends PageQueryDto {
  @ApiPropertyOptional({
    description: 'Only clients whose name contains this text; A to Z match a to z.',
    example: 'example',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must have 1 to 255 characters' })
  @Matches(LINE_FORM, { message: LINE_MISTAKE })
  readonly client_name?: string;
}
