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
import { type Administrator, CurrentAdministrator, IfMatch, Scoped } from '../../admin/admin-api.js';
import { AdminProblems } from '../../admin/admin-problems.interceptor.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { contentTag } from '../../admin/etag.js';
import { Idempotent } from '../../admin/idempotency/idempotent.js';
import { presentPage } from '../../admin/page-answer.js';
import { PageQueryDto } from '../../admin/page-query.dto.js';
import { adminValidation } from '../../admin/validation.pipe.js';
import {
  CreateProtectedHostDto,
  ProtectedHostDto,
  ProtectedHostListDto,
  presentProtectedHost,
  UpdateProtectedHostDto,
} from './dto/protected-host.dto.js';
import type { ProtectedHost } from './protected-host.js';
import { ProtectedHosts } from './protected-hosts.service.js';

const PATH = 'admin/v1/protected-hosts';
const RULES = [{ paths: ['/public'], methods: ['GET'], access: 'public' }, { groups: ['staff'] }];
const EXAMPLE = { host: 'wiki.example.com', name: 'Wiki', rules: RULES };

const HostName = () => ApiParam({ name: 'host', description: 'Name of the host.', example: 'wiki.example.com' });

/** The admin API for the hosts of apps that speak no OpenID Connect. */
@Section('Protected hosts', 'Apps that speak no OpenID Connect, for which reverse proxies ask who may go through.')
@UseInterceptors(AdminProblems)
@Controller(PATH)
export class ProtectedHostsController {
  constructor(private readonly hosts: ProtectedHosts) {}

  @Scoped('protected-hosts:read')
  @ApiOperation({
    operationId: 'listProtectedHosts',
    summary: 'List protected hosts',
    description: 'The hosts for which proxies may ask, page by page. Every other host is refused.',
  })
  @ApiOkResponse({ description: 'A page of protected hosts.', type: ProtectedHostListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<ProtectedHostListDto> {
    return presentPage(await this.hosts.list(limit, cursor), presentProtectedHost);
  }

  @Scoped('protected-hosts:write')
  @ApiOperation({
    operationId: 'createProtectedHost',
    summary: 'Protect a host',
    description: 'From then on proxies may ask for it, and people sign in there as at a client of this server.',
  })
  @ApiBody({ type: CreateProtectedHostDto, examples: { host: { summary: 'A wiki of the staff', value: EXAMPLE } } })
  @ApiCreatedResponse({ description: 'Added; `Location` and `ETag` tell where and what.', type: ProtectedHostDto })
  @ApiProblems(400, 409)
  @Idempotent()
  @Post()
  async create(
    @Body(adminValidation) { host, name, rules, headers }: CreateProtectedHostDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProtectedHostDto> {
    const added = await this.hosts.create({ host, name, rules, headers }, by);
    reply.header('location', `/${PATH}/${encodeURIComponent(host)}`);
    return answer(added, reply);
  }

  @Scoped('protected-hosts:read')
  @ApiOperation({
    operationId: 'readProtectedHost',
    summary: 'Read a protected host',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
  })
  @HostName()
  @ApiOkResponse({ description: 'The protected host.', type: ProtectedHostDto })
  @ApiProblems(404)
  @Get(':host')
  async read(@Param('host') host: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ProtectedHostDto> {
    return answer(await this.hosts.get(host), reply);
  }

  @Scoped('protected-hosts:write')
  @ApiOperation({
    operationId: 'updateProtectedHost',
    summary: 'Change a protected host',
    description: 'A JSON merge patch (RFC 7396): a list replaces the whole list. It counts within five seconds.',
  })
  @HostName()
  @IfMatch('protected host')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({
    type: UpdateProtectedHostDto,
    examples: { rules: { summary: 'For the staff only', value: { rules: [{ groups: ['staff'] }] } } },
  })
  @ApiOkResponse({ description: 'The protected host as it is now.', type: ProtectedHostDto })
  @ApiProblems(400, 404, 412)
  @Patch(':host')
  async update(
    @Param('host') host: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProtectedHostDto> {
    return answer(await this.hosts.update(host, patch, by, ifMatch), reply);
  }

  @Scoped('protected-hosts:write')
  @ApiOperation({
    operationId: 'deleteProtectedHost',
    summary: 'Remove a protected host',
    description: 'Within five seconds no one gets through to it any more.',
  })
  @HostName()
  @IfMatch('protected host')
  @ApiNoContentResponse({ description: 'Removed.' })
  @ApiProblems(404, 412)
  @Delete(':host')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(
    @Param('host') host: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.hosts.delete(host, by, ifMatch);
  }
}

function answer(host: ProtectedHost, reply: FastifyReply): ProtectedHostDto {
  const presented = presentProtectedHost(host);
  reply.header('etag', contentTag(presented));
  return presented;
}
