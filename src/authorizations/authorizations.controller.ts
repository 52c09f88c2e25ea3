import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../admin/admin-api.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { presentPage } from '../admin/page-answer.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { NotFound } from '../platform/validation/refusals.js';
import { AuthorizationAdministration } from './authorization-administration.service.js';
import { AuthorizationListDto, ListAuthorizationsDto, presentAuthorization } from './dto/authorization.dto.js';

/** The admin API for what clients hold. */
@Section('Grants', 'What clients hold for users: refresh tokens, and the access tokens that came with them.')
@Controller('admin/v1/grants')
export class AuthorizationsController {
  constructor(private readonly authorizations: AuthorizationAdministration) {}

  @Scoped('grants:read')
  @ApiOperation({
    operationId: 'listGrants',
    summary: 'List issued grants',
    description:
      'Which clients hold tokens for which users, page by page; not those that a client holds for itself. A request looks at 10,000 grants at a time: go on while there is a `next_cursor`.',
  })
  @ApiOkResponse({ description: 'A page of grants.', type: AuthorizationListDto })
  @ApiProblems(400)
  @Get()
  async list(
    @Query(adminValidation) { limit, cursor, user_id, client_id }: ListAuthorizationsDto,
  ): Promise<AuthorizationListDto> {
    const page = await this.authorizations.list({ userId: user_id, clientId: client_id, limit, cursor });
    return presentPage(page, presentAuthorization);
  }

  @Scoped('grants:write')
  @ApiOperation({
    operationId: 'revokeGrant',
    summary: 'Revoke a grant',
    description:
      'Its refresh token ends at once, its access tokens wherever their status is asked. For the grant of an administrator it takes the scope roles:write too.',
  })
  @ApiParam({ name: 'id', description: 'Its identifier.', example: 'Zk3f0m9YQ1S8p4bq7T2vXw' })
  @ApiNoContentResponse({ description: 'Revoked.' })
  @ApiProblems(404)
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async revoke(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    if (/^[\w-]{22}$/.test(id) && (await this.authorizations.revoke(id, by))) return;
    throw new NotFound(`there is no grant ${id}, or it has ended`);
  }
}
