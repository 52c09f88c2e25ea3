import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../admin/admin-api.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { presentPage } from '../../admin/page-answer.js';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { adminValidation } from '../../admin/validation.pipe.js';
import { UserId } from '../../users/dto/user-id.js';
import { presentSession, SessionListDto } from './dto/session.dto.js';
import { UserSessionsService } from './user-sessions.service.js';

/** The admin API for sessions. */
@Section('Sessions', 'Where users are signed in.')
@Controller('admin/v1/users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: UserSessionsService) {}

  @Scoped('sessions:read')
  @ApiOperation({
    operationId: 'listUserSessions',
    summary: 'List the sessions of a user',
    description: 'Where the user is signed in, page by page.',
  })
  @UserId()
  @ApiOkResponse({ description: 'A page of sessions.', type: SessionListDto })
  @ApiProblems(400, 404)
  @Get()
  async list(
    @Param('id') id: string,
    @Query(adminValidation) { limit, cursor }: PageQueryDto,
  ): Promise<SessionListDto> {
    return presentPage(await this.sessions.list(id, limit, cursor), presentSession);
  }

  @Scoped('sessions:write')
  @ApiOperation({
    operationId: 'endUserSessions',
    summary: 'Sign a user out everywhere',
    description:
      'Ends every session, with the tokens that came from it save offline access; clients hear of it. For an administrator it takes the scope roles:write too.',
  })
  @UserId()
  @ApiNoContentResponse({ description: 'Signed out.' })
  @ApiProblems(404)
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async endAll(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    await this.sessions.endAll(id, by);
  }

  @Scoped('sessions:write')
  @ApiOperation({
    operationId: 'endUserSession',
    summary: 'End a session',
    description:
      'With the tokens that came from it save offline access; clients hear of it by back-channel logout. For a session of an administrator it takes the scope roles:write too.',
  })
  @UserId()
  @ApiParam({
    name: 'session_id',
    description: 'Identifier of the session.',
    example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  })
  @ApiNoContentResponse({ description: 'Ended.' })
  @ApiProblems(404)
  @Delete(':session_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async end(
    @Param('id') id: string,
    @Param('session_id') sid: string,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.sessions.end(id, sid, by);
  }
}
