import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

/** Query of a list. */
export class ListClientsDto {
  @ApiPropertyOptional({
    description: 'How many clients to answer.',
    minimum: 1,
    maximum: 100,
    default: 20,
    example: 20,
  })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(100, { message: 'must be at most 100' })
  readonly limit: number = 20;

  @ApiPropertyOptional({
    description: '`next_cursor` of the previous answer; left out: the first page.',
    example: 'MTc5MDAwMDAwMDAwMDp3ZWItYXBw',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly cursor?: string;

  @ApiPropertyOptional({
    description: 'Only clients whose name contains this text; A to Z match a to z.',
    example: 'example',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must have 1 to 255 characters' })
  @Matches(/^\P{Cc}*$/u, { message: 'must not have control characters' })
  readonly client_name?: string;
}
