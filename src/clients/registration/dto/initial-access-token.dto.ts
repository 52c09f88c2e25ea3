import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { numericDate } from '../../../platform/clock.js';
import { TEXT_FORM, TEXT_MISTAKE } from '../../../platform/validation/text.js';
import type { InitialAccessToken } from '../initial-access-token.js';

const LARGEST = 2_147_483_647;

/** Body of a token's creation. */
export class CreateInitialAccessTokenDto {
  @ApiPropertyOptional({
    description: 'Seconds for which clients can be registered with it; left out: for ever.',
    minimum: 1,
    example: 86_400,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(LARGEST, { message: `must be at most ${LARGEST}` })
  readonly expires_in?: number;

  @ApiPropertyOptional({
    description: 'How many clients can be registered with it; left out: any number.',
    minimum: 1,
    example: 1,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(LARGEST, { message: `must be at most ${LARGEST}` })
  readonly max_uses?: number;

  @ApiPropertyOptional({ description: 'For whom or what it is.', example: 'Build pipeline of the intranet' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must have 1 to 255 characters' })
  @Matches(TEXT_FORM, { message: TEXT_MISTAKE })
  readonly description?: string;
}

/** A token that lets others register clients. */
export class InitialAccessTokenDto {
  @ApiProperty({ description: 'Its identifier, which is no secret.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiPropertyOptional({ description: 'For whom or what it is.', example: 'Build pipeline of the intranet' })
  readonly description?: string;

  @ApiPropertyOptional({ description: 'Who created it.', example: '7f1e1c0a-0f43-4d4c-9a60-0a6f7a3b9c2d' })
  readonly created_by?: string;

  @ApiProperty({ description: 'Seconds since 1970.', example: 1_790_000_000 })
  readonly created_at!: number;

  @ApiProperty({ description: 'Seconds since 1970; 0: never.', example: 1_790_086_400 })
  readonly expires_at!: number;

  @ApiPropertyOptional({ description: 'How many clients it may register; left out: any number.', example: 1 })
  readonly max_uses?: number;

  @ApiProperty({ description: 'How many clients were registered with it.', example: 0 })
  readonly uses!: number;
}

/** A token that was just created. */
export class CreatedInitialAccessTokenDto extends InitialAccessTokenDto {
  @ApiProperty({ description: 'The token itself. It is shown now and never again.', example: 'KfP0…43 characters' })
  readonly token!: string;
}

export class InitialAccessTokenListDto {
  @ApiProperty({ description: 'Tokens, oldest first.', type: [InitialAccessTokenDto] })
  readonly items!: readonly InitialAccessTokenDto[];
}

export function presentToken(token: InitialAccessToken): InitialAccessTokenDto {
  const { id, description, createdBy, createdAt, expiresAt, maxUses, uses } = token;
  return {
    id,
    ...(description === null ? {} : { description }),
    ...(createdBy === null ? {} : { created_by: createdBy }),
    created_at: numericDate(createdAt),
    expires_at: expiresAt === null ? 0 : numericDate(expiresAt),
    ...(maxUses === null ? {} : { max_uses: maxUses }),
    uses,
  };
}
