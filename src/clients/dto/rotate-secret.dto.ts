import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** Body of a secret's rotation. */
export class RotateSecretDto {
  @ApiPropertyOptional({
    description: 'Seconds for which the present secret still works.',
    minimum: 0,
    maximum: 2_592_000,
    default: 86_400,
    example: 86_400,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be negative' })
  @Max(2_592_000, { message: 'must be at most 2592000 (30 days)' })
  readonly overlap_seconds: number = 86_400;

  @ApiPropertyOptional({
    description: 'Seconds for which the new secret works; 0: for ever. Left out: CLIENT_SECRET_LIFETIME.',
    minimum: 0,
    maximum: 315_360_000,
    example: 31_536_000,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must not be negative' })
  @Max(315_360_000, { message: 'must be at most 315360000 (10 years)' })
  readonly lifetime_seconds?: number;
}
