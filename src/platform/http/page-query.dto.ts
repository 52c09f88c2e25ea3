import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** Which page of a list. */
export class PageQueryDto {
  @ApiPropertyOptional({ description: 'How many to answer.', minimum: 1, maximum: 100, default: 20, example: 20 })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(100, { message: 'must be at most 100' })
  readonly limit: number = 20;

  @ApiPropertyOptional({ description: '`next_cursor` of the previous answer; left out: the first page.' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly cursor?: string;
}
