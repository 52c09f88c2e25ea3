import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsIn, IsOptional, IsString, ValidateIf } from 'class-validator';
import { NextCursor } from '../../admin/page-answer.js';
import { SECOND_FACTOR_POLICIES, type SecondFactorPolicy } from '../../oauth/second-factor-policy.js';
import { TEXT_FORM } from '../../platform/validation/text.js';
import { isBuiltIn, ROLE_NAME_FORM, type Role } from '../role.js';

const DESCRIPTION = {
  type: String,
  minLength: 1,
  maxLength: 512,
  pattern: TEXT_FORM.source,
  description: 'What it is for, in words for administrators.',
  example: 'May read the statistics',
};
const SCOPES = {
  description: 'The scopes of the admin API that its holders may get.',
  type: 'array',
  items: { type: 'string', pattern: '^[a-z-]+:(read|write)$' },
  example: ['clients:read'],
} as const;
const SECOND_FACTOR = {
  description:
    'Whether its holders need a second factor. The strictest of server, roles and client counts. Null or left out: the role says nothing.',
  enum: SECOND_FACTOR_POLICIES,
  nullable: true,
  example: 'required',
};
const CONFIRM_HOLDERS = {
  description:
    'Where people hold it already and would get more scopes: `holders_digest` of the refusal that lists them. It is refused again if others hold it by then.',
  type: String,
};

/** Body that changes a role. */
export class UpdateRoleDto {
  @ApiPropertyOptional(DESCRIPTION)
  @ValidateIf((_, value) => value !== undefined)
  @IsString({ message: 'must be text' })
  readonly description?: string;

  @ApiPropertyOptional(SCOPES)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must be a list of texts' })
  readonly scopes?: readonly string[] | null;

  @ApiPropertyOptional(SECOND_FACTOR)
  @IsOptional()
  @IsIn(SECOND_FACTOR_POLICIES, { message: `must be one of ${SECOND_FACTOR_POLICIES.join(', ')}` })
  readonly second_factor?: SecondFactorPolicy | null;

  @ApiPropertyOptional(CONFIRM_HOLDERS)
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly confirm_holders?: string | null;
}

/** Body that creates a role. */
export class CreateRoleDto {
  @ApiProperty({
    pattern: ROLE_NAME_FORM.source,
    description: 'Its name; users hold it by that.',
    example: 'statistician',
  })
  @IsString({ message: 'must be text' })
  readonly name!: string;

  @ApiProperty(DESCRIPTION)
  @IsString({ message: 'must be text' })
  readonly description!: string;

  @ApiPropertyOptional(SCOPES)
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must be a list of texts' })
  readonly scopes?: readonly string[] | null;

  @ApiPropertyOptional(SECOND_FACTOR)
  @IsOptional()
  @IsIn(SECOND_FACTOR_POLICIES, { message: `must be one of ${SECOND_FACTOR_POLICIES.join(', ')}` })
  readonly second_factor?: SecondFactorPolicy | null;

  @ApiPropertyOptional(CONFIRM_HOLDERS)
  @IsOptional()
  @IsString({ message: 'must be text' })
  readonly confirm_holders?: string | null;
}

/** A role. */
export class RoleDto {
  @ApiProperty({ description: 'Its name.', example: 'statistician' })
  readonly name!: string;

  @ApiProperty(DESCRIPTION)
  readonly description!: string;

  @ApiProperty(SCOPES)
  readonly scopes!: readonly string[];

  @ApiProperty({
    description: 'Whether it is always there and cannot be changed, but for second_factor.',
    example: false,
  })
  readonly built_in!: boolean;

  @ApiPropertyOptional({ ...SECOND_FACTOR, nullable: false })
  readonly second_factor?: SecondFactorPolicy;
}

/** A page of roles. */
export class RoleListDto {
  @ApiProperty({ description: 'Roles in the order of their names.', type: [RoleDto] })
  readonly items!: readonly RoleDto[];

  @NextCursor('WyJhZG1pbiJd')
  readonly next_cursor?: string;
}

export function presentRole({ name, description, scopes, secondFactor }: Role): RoleDto {
  const policy = secondFactor && { second_factor: secondFactor };
  return { name, description, scopes, built_in: isBuiltIn(name), ...policy };
}
