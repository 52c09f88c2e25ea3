import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { NextCursor } from '../../admin/page-answer.js';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { CLIENT_ID } from '../../clients/client.js';
import { formatScope } from '../../oauth/scope.js';
import { formatInstant } from '../../platform/clock.js';
import { USER_ID } from '../../users/user.js';
import type { Authorization } from '../authorization.js';

const WHEN = '2026-09-21T14:13:20.000Z';

/** Query of a list of authorizations. The admin API calls them grants. */
export class ListAuthorizationsDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Only those of this user.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  @IsOptional()
  @Matches(USER_ID, { message: 'must be the identifier of a user' })
  readonly user_id?: string;

  @ApiPropertyOptional({ description: 'Only those of this client.', example: 'web-app' })
  @IsOptional()
  @Matches(CLIENT_ID, { message: 'must be the identifier of a client' })
  readonly client_id?: string;
}

/** What a client holds for a user. */
@ApiSchema({ name: 'GrantDto' })
export class AuthorizationDto {
  @ApiProperty({ description: 'Identifier.', example: 'Zk3f0m9YQ1S8p4bq7T2vXw' })
  readonly id!: string;

  @ApiProperty({ description: 'The user.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly user_id!: string;

  @ApiProperty({ description: 'The client.', example: 'web-app' })
  readonly client_id!: string;

  @ApiProperty({ description: 'The granted scope, space-delimited.', example: 'openid profile offline_access' })
  readonly scope!: string;

  @ApiProperty({ description: 'Resources that were asked for (RFC 8707).', type: [String], example: [] })
  readonly resources!: readonly string[];

  @ApiProperty({ description: 'The session it was granted in.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  readonly session_id!: string;

  @ApiProperty({ description: 'Whether there is a refresh token.', example: true })
  readonly has_refresh_token!: boolean;

  @ApiProperty({ description: 'When the user signed in (RFC 3339).', example: WHEN })
  readonly authenticated_at!: string;

  @ApiProperty({ description: 'When its first tokens were issued (RFC 3339).', example: WHEN })
  readonly issued_at!: string;

  @ApiProperty({ description: 'When it ends in any case (RFC 3339).', example: WHEN })
  readonly expires_at!: string;

  @ApiPropertyOptional({ description: 'When it ends if the refresh token is not used (RFC 3339).', example: WHEN })
  readonly idle_expires_at?: string;
}

/** A page of authorizations. */
@ApiSchema({ name: 'GrantListDto' })
export class AuthorizationListDto {
  @ApiProperty({ description: 'Grants in the order of their identifiers.', type: [AuthorizationDto] })
  readonly items!: readonly AuthorizationDto[];

  @NextCursor('WyJaazNmMCJd')
  readonly next_cursor?: string;
}

export function presentAuthorization(authorization: Authorization): AuthorizationDto {
  const { idleExpiresAt } = authorization;
  return {
    id: authorization.id,
    user_id: authorization.userId,
    client_id: authorization.clientId,
    scope: formatScope(authorization.scope),
    resources: authorization.resources,
    session_id: authorization.sid,
    has_refresh_token: authorization.generation !== null,
    authenticated_at: formatInstant(authorization.authenticatedAt),
    issued_at: formatInstant(authorization.issuedAt),
    expires_at: formatInstant(authorization.expiresAt),
    ...(idleExpiresAt === null ? {} : { idle_expires_at: formatInstant(idleExpiresAt) }),
  };
}
