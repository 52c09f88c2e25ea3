import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_TYPE, problem } from './problem.js';

/** In examples. */
const REQUEST_ID = 'c0a8f1de-8f3c-4f0e-8d52-3a1f5e7b9c11';

/** One thing that is wrong in what was sent. */
export class ViolationDto {
  @ApiProperty({ description: 'Its place: a JSON pointer (RFC 6901) into what was sent.', example: '/redirect_uris/0' })
  readonly pointer!: string;

  @ApiProperty({ description: 'What to change.', example: 'must be an absolute URI' })
  readonly detail!: string;
}

/** RFC 9457 problem details. */
export class ProblemDto {
  @ApiProperty({ description: 'Kind of problem.', example: 'about:blank' })
  readonly type!: string;

  @ApiProperty({ description: 'What the status means.', example: 'Bad request' })
  readonly title!: string;

  @ApiProperty({ description: 'HTTP status.', example: 400 })
  readonly status!: number;

  @ApiPropertyOptional({ description: 'What happened.', example: '/redirect_uris/0 must be an absolute URI' })
  readonly detail?: string;

  @ApiPropertyOptional({ description: 'What is wrong, member by member.', type: [ViolationDto] })
  readonly errors?: readonly ViolationDto[];

  @ApiProperty({
    description: 'Identifier of the request, as in the log and in the header `X-Request-Id`.',
    example: REQUEST_ID,
    pattern: '^[A-Za-z0-9._:=+/-]{1,64}$',
  })
  readonly request_id!: string;

  @ApiPropertyOptional({
    description: 'If the access token was refused: the code of RFC 6750 §3.1.',
    example: 'invalid_token',
  })
  readonly error?: string;

  @ApiPropertyOptional({ description: 'With `error`: the same as `detail`.', example: 'the access token has expired' })
  readonly error_description?: string;
}

const PROBLEMS = {
  400: 'What was sent has mistakes; `errors` names each.',
  401: 'The access token is missing, expired or not for this server (RFC 6750 §3.1).',
  403: 'The access token does not have the scope that `WWW-Authenticate` names (RFC 6750 §3.1).',
  404: 'It does not exist.',
  409: 'It conflicts with what exists already.',
  412: 'It was changed since you read it; read it again and send its new ETag.',
  413: 'The body is larger than 256 KiB.',
  415: 'The body is of another media type than those above.',
  422: 'The `Idempotency-Key` came with another request before.',
} as const;

export type ProblemStatus = keyof typeof PROBLEMS;

/** The members besides the status, in examples. */
const EXAMPLES: Partial<Record<ProblemStatus, Partial<ProblemDto>>> = {
  400: {
    detail: '/redirect_uris/0 must be an absolute URI',
    errors: [{ pointer: '/redirect_uris/0', detail: 'must be an absolute URI' }],
  },
  401: {
    detail: 'the access token has expired',
    error: 'invalid_token',
    error_description: 'the access token has expired',
  },
  403: {
    detail: 'the access token does not have the scope clients:write',
    error: 'insufficient_scope',
    error_description: 'the access token does not have the scope clients:write',
  },
};

/** The description of an answer with this status. @param dto the class of its body */
export function problemResponse(status: ProblemStatus, dto: typeof ProblemDto = ProblemDto) {
  const example = { ...problem(status), ...EXAMPLES[status], request_id: REQUEST_ID };
  return {
    description: PROBLEMS[status],
    content: { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(dto) }, example } },
  };
}

/** Describes the problems an operation may answer with, and those of its access token. */
export function ApiProblems(...statuses: readonly ProblemStatus[]): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...([...statuses, 401, 403] as const).map((status) => ApiResponse({ status, ...problemResponse(status) })),
  );
}
