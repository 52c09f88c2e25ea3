import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Administrator, CurrentAdministrator, IfMatch, Scoped } from '../admin/admin-api.js';
import { AdminProblems } from '../admin/admin-problems.interceptor.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { contentTag } from '../admin/etag.js';
import { Idempotent } from '../admin/idempotency/idempotent.js';
import { presentPage } from '../admin/page-answer.js';
import { PageQueryDto } from '../admin/page-query.dto.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { CreateRoleDto, presentRole, RoleDto, RoleListDto, UpdateRoleDto } from './dto/role.dto.js';
import { ApiRoleHoldersProblem } from './dto/role-holders.dto.js';
import type { Role } from './role.js';
import { RolesService } from './roles.service.js';

const PATH = 'admin/v1/roles';
const EXAMPLE = { name: 'statistician', description: 'May see applications', scopes: ['clients:read'] };

const CONFIRMED =
  'If people hold it already and would get more by that, it is refused, and the answer lists them; send it again with `confirm_holders` if they are meant.';

const RoleName = () => ApiParam({ name: 'name', description: 'Name of the role.', example: 'statistician' });

/** The admin API for roles. */
@Section('Roles', 'What users hold to get scopes that not everyone may have.')
@UseInterceptors(AdminProblems)
@Controller(PATH)
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Scoped('roles:read')
  @ApiOperation({
    operationId: 'listRoles',
    summary: 'List roles',
    description:
      'The built-in ones and those of your own, page by page. Users may hold others too, which scopes require.',
  })
  @ApiOkResponse({ description: 'A page of roles.', type: RoleListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<RoleListDto> {
    return presentPage(await this.roles.list(limit, cursor), presentRole);
  }

  @Scoped('roles:write')
  @ApiOperation({
    operationId: 'createRole',
    summary: 'Create a role',
    description: `Its holders may get the scopes of the admin API that it names. ${CONFIRMED}`,
  })
  @ApiBody({ type: CreateRoleDto, examples: { role: { summary: 'Sees applications', value: EXAMPLE } } })
  @ApiCreatedResponse({ description: 'Created; `Location` and `ETag` tell where and what.', type: RoleDto })
  @ApiRoleHoldersProblem()
  @ApiProblems(400)
  @Idempotent()
  @Post()
  async create(
    @Body(adminValidation) { name, description, scopes, second_factor, confirm_holders }: CreateRoleDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    const wanted = { name, description, scopes: scopes ?? [], ...(second_factor && { secondFactor: second_factor }) };
    const role = await this.roles.create(wanted, by, confirm_holders ?? undefined);
    reply.header('location', `/${PATH}/${encodeURIComponent(name)}`);
    return answer(role, reply);
  }

  @Scoped('roles:read')
  @ApiOperation({
    operationId: 'readRole',
    summary: 'Read a role',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
  })
  @RoleName()
  @ApiOkResponse({ description: 'The role.', type: RoleDto })
  @ApiProblems(404)
  @Get(':name')
  async read(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<RoleDto> {
    return answer(await this.roles.get(name), reply);
  }

  @Scoped('roles:write')
  @ApiOperation({
    operationId: 'updateRole',
    summary: 'Update a role',
    description: `A JSON merge patch (RFC 7396) of what it says, allows and demands. Of a built-in role only second_factor can be changed. ${CONFIRMED}`,
  })
  @RoleName()
  @IfMatch('role')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({
    type: UpdateRoleDto,
    examples: { words: { summary: 'Other words', value: { description: 'May see all applications' } } },
  })
  @ApiOkResponse({ description: 'The role as it is now.', type: RoleDto })
  @ApiRoleHoldersProblem()
  @ApiProblems(400, 404, 412)
  @Patch(':name')
  async update(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(adminValidation) { description, scopes, second_factor, confirm_holders }: UpdateRoleDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    const change = {
      ...(description === undefined ? {} : { description }),
      ...(scopes === undefined ? {} : { scopes: scopes ?? [] }),
      ...(second_factor === undefined ? {} : { secondFactor: second_factor }),
    };
    const confirmed = confirm_holders ?? undefined;
    return answer(await this.roles.update(name, change, by, { ifMatch, confirmed }), reply);
  }

  @Scoped('roles:write')
  @ApiOperation({
    operationId: 'deleteRole',
    summary: 'Delete a role',
    description: 'Where no user holds it and no scope requires it.',
  })
  @RoleName()
  @IfMatch('role')
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems(404, 409, 412)
  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.roles.delete(name, by, ifMatch);
  }
}

function answer(role: Role, reply: FastifyReply): RoleDto {
  reply.header('etag', contentTag(role));
  return presentRole(role);
}
