import { Body, Controller, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Administrator, CurrentAdministrator } from '../admin/admin-api.js';
import { Section } from '../admin/api-section.js';
import { contentTag } from '../admin/etag.js';
import {
  CreateOperation,
  DeleteOperation,
  ListOperation,
  ReadOperation,
  type TaggedResource,
  UpdateOperation,
} from '../admin/operations.js';
import { presentPage } from '../admin/page-answer.js';
import { PageQueryDto } from '../admin/page-query.dto.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { CreateRoleDto, presentRole, RoleDto, RoleListDto, UpdateRoleDto } from './dto/role.dto.js';
import { ApiRoleHoldersProblem } from './dto/role-holders.dto.js';
import type { Role } from './role.js';
import { RolesService } from './roles.service.js';

const ROLE: TaggedResource = {
  path: 'admin/v1/roles',
  scopes: 'roles',
  noun: 'role',
  parameter: { name: 'name', description: 'Name of the role.', example: 'statistician' },
  type: RoleDto,
};
const EXAMPLE = { name: 'statistician', description: 'May see applications', scopes: ['clients:read'] };

const CONFIRMED =
  'If people hold it already and would get more by that, it is refused, and the answer lists them; send it again with `confirm_holders` if they are meant.';

/** The admin API for roles. */
@Section('Roles', 'What users hold to get scopes that not everyone may have.')
@Controller(ROLE.path)
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @ListOperation(ROLE, {
    operationId: 'listRoles',
    summary: 'List roles',
    description:
      'The built-in ones and those of your own, page by page. Users may hold others too, which scopes require.',
    answer: 'A page of roles.',
    type: RoleListDto,
  })
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<RoleListDto> {
    return presentPage(await this.roles.list(limit, cursor), presentRole);
  }

  @ApiRoleHoldersProblem()
  @CreateOperation(ROLE, {
    operationId: 'createRole',
    summary: 'Create a role',
    description: `Its holders may get the scopes of the admin API that it names. ${CONFIRMED}`,
    body: CreateRoleDto,
    examples: { role: { summary: 'Sees applications', value: EXAMPLE } },
    answer: 'Created; `Location` and `ETag` tell where and what.',
  })
  async create(
    @Body(adminValidation) { name, description, scopes, second_factor, confirm_holders }: CreateRoleDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    const wanted = { name, description, scopes: scopes ?? [], ...(second_factor && { secondFactor: second_factor }) };
    const role = await this.roles.create(wanted, by, confirm_holders ?? undefined);
    reply.header('location', `/${ROLE.path}/${encodeURIComponent(name)}`);
    return answer(role, reply);
  }

  @ReadOperation(ROLE, {
    operationId: 'readRole',
    summary: 'Read a role',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
    answer: 'The role.',
  })
  async read(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<RoleDto> {
    return answer(await this.roles.get(name), reply);
  }

  @ApiRoleHoldersProblem()
  @UpdateOperation(ROLE, {
    operationId: 'updateRole',
    summary: 'Update a role',
    description: `A JSON merge patch (RFC 7396) of what it says, allows and demands. Of a built-in role only second_factor can be changed. ${CONFIRMED}`,
    body: UpdateRoleDto,
    examples: { words: { summary: 'Other words', value: { description: 'May see all applications' } } },
  })
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

  @DeleteOperation(ROLE, {
    operationId: 'deleteRole',
    summary: 'Delete a role',
    description: 'Where no user holds it and no scope requires it.',
    answer: 'Deleted.',
    problems: [409],
  })
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
