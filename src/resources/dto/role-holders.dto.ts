import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse } from '@nestjs/swagger';
import { ProblemDto, problemResponse } from '../../admin/api-problems.js';

/** Someone who holds a role. */
class RoleHolderDto {
  @ApiProperty({ description: 'Identifier of the user.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly id!: string;

  @ApiProperty({ description: 'Username.', example: 'alice' })
  readonly username!: string;
}

/** Why a role is not stored; also that people hold it already, and no one has confirmed that they are to get more. */
class RoleHoldersProblemDto extends ProblemDto {
  @ApiPropertyOptional({ description: 'How many hold the role already, if that has to be confirmed.', example: 1 })
  readonly holders_count?: number;

  @ApiPropertyOptional({
    description:
      'With `holders_count`: those of them with the first identifiers, at most 100; `GET /admin/v1/users?role=` lists all.',
    type: [RoleHolderDto],
  })
  readonly holders?: readonly RoleHolderDto[];

  @ApiPropertyOptional({
    description: 'With `holders_count`: what to send as `confirm_holders` if all of them are meant.',
    example: 'NLPD3nAQ1yZvdVXj0JmVRUdPpUlkSbfBfPbDjPVbT4Y',
  })
  readonly holders_digest?: string;
}

/** Describes the 409 of what stores a role. */
export function ApiRoleHoldersProblem(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(RoleHoldersProblemDto),
    ApiResponse({ status: 409, ...problemResponse(409, RoleHoldersProblemDto) }),
  );
}
