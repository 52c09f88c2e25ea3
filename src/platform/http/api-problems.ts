import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** One thing that is wrong in what was sent. */
export class MistakeDto {
  @ApiProperty({ description: 'Where: a JSON pointer (RFC 6901) into what was sent.', example: '/redirect_uris/0' })
  readonly pointer!: string;

  @ApiProperty({ description: 'What to change.', example: 'must be an absolute URI' })
  readonly detail!: string;
}

/** RFC 9457 problem details. */
class ProblemDto {
  @ApiProperty({ description: 'Kind of problem.', example: 'about:blank' })
  readonly type!: string;

  @ApiProperty({ description: 'What the status means.', example: 'Bad request' })
  readonly title!: string;

  @ApiProperty({ description: 'HTTP status.', example: 400 })
  readonly status!: number;

  @ApiPropertyOptional({ description: 'What happened.', example: '/redirect_uris/0 must be an absolute URI' })
  readonly detail?: string;

  @ApiPropertyOptional({ description: 'What is wrong, member by member.', type: [MistakeDto] })
  readonly errors?: readonly MistakeDto[];
}

const PROBLEMS = {
  400: ['What was sent has mistakes; `errors` names each.', 'Bad request'],
  404: ['There is no such thing.', 'Not found'],
  409: ['What is there already is in the way.', 'Conflict'],
  412: ['It was changed since you read it; read it again and send its new ETag.', 'Precondition failed'],
  422: ['The `Idempotency-Key` came with another request before.', 'Unprocessable content'],
} as const;

const TOKEN_ERRORS = {
  401: [
    'The access token is missing, expired or not for this server (RFC 6750 §3.1).',
    'invalid_token',
    'send an access token as Authorization: Bearer',
  ],
  403: [
    'The access token does not have the required scope (RFC 6750 §3.1).',
    'insufficient_scope',
    'ask for the scope that WWW-Authenticate names',
  ],
} as const;

/** Describes the problems an operation may answer with, and those of its access token. */
export function ApiProblems(...statuses: readonly (keyof typeof PROBLEMS)[]): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => {
      const [description, title] = PROBLEMS[status];
      const schema = { $ref: getSchemaPath(ProblemDto) };
      return ApiResponse({
        status,
        description,
        content: { 'application/problem+json': { schema, example: { type: 'about:blank', title, status } } },
      });
    }),
    ...([401, 403] as const).map((status) => {
      const [description, error, error_description] = TOKEN_ERRORS[status];
      const properties = { error: { type: 'string' as const }, error_description: { type: 'string' as const } };
      const schema = { type: 'object' as const, properties };
      return ApiResponse({
        status,
        description,
        content: { 'application/json': { schema, example: { error, error_description } } },
      });
    }),
  );
}
