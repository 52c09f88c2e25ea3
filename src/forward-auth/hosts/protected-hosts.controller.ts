import { Body, Controller, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Administrator, CurrentAdministrator } from '../../admin/admin-api.js';
import { Section } from '../../admin/api-section.js';
import { contentTag } from '../../admin/etag.js';
import {
  CreateOperation,
  DeleteOperation,
  ListOperation,
  ReadOperation,
  type TaggedResource,
  UpdateOperation,
} from '../../admin/operations.js';
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

const HOST: TaggedResource = {
  path: 'admin/v1/protected-hosts',
  scopes: 'protected-hosts',
  noun: 'protected host',
  parameter: { name: 'host', description: 'Name of the host.', example: 'wiki.example.com' },
  type: ProtectedHostDto,
};
const RULES = [{ paths: ['/public'], methods: ['GET'], access: 'public' }, { groups: ['staff'] }];
const EXAMPLE = { host: 'wiki.example.com', name: 'Wiki', rules: RULES };

/** The admin API for the hosts of apps that speak no OpenID Connect. */
@Section('Protected hosts', 'Apps that speak no OpenID Connect, for which reverse proxies ask who may go through.')
@Controller(HOST.path)
export class ProtectedHostsController {
  constructor(private readonly hosts: ProtectedHosts) {}

  @ListOperation(HOST, {
    operationId: 'listProtectedHosts',
    summary: 'List protected hosts',
    description: 'The hosts for which proxies may ask, page by page. Every other host is refused.',
    answer: 'A page of protected hosts.',
    type: ProtectedHostListDto,
  })
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<ProtectedHostListDto> {
    return presentPage(await this.hosts.list(limit, cursor), presentProtectedHost);
  }

  @CreateOperation(HOST, {
    operationId: 'createProtectedHost',
    summary: 'Protect a host',
    description: 'From then on proxies may ask for it, and people sign in there as at a client of this server.',
    body: CreateProtectedHostDto,
    examples: { host: { summary: 'A wiki of the staff', value: EXAMPLE } },
    answer: 'Added; `Location` and `ETag` tell where and what.',
  })
  async create(
    @Body(adminValidation) { host, name, rules, headers }: CreateProtectedHostDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProtectedHostDto> {
    const added = await this.hosts.create({ host, name, rules, headers }, by);
    reply.header('location', `/${HOST.path}/${encodeURIComponent(host)}`);
    return answer(added, reply);
  }

  @ReadOperation(HOST, {
    operationId: 'readProtectedHost',
    summary: 'Read a protected host',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
    answer: 'The protected host.',
  })
  async read(@Param('host') host: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ProtectedHostDto> {
    return answer(await this.hosts.get(host), reply);
  }

  @UpdateOperation(HOST, {
    operationId: 'updateProtectedHost',
    summary: 'Change a protected host',
    description: 'A JSON merge patch (RFC 7396): a list replaces the whole list. It counts within five seconds.',
    body: UpdateProtectedHostDto,
    examples: { rules: { summary: 'For the staff only', value: { rules: [{ groups: ['staff'] }] } } },
  })
  async update(
    @Param('host') host: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProtectedHostDto> {
    return answer(await this.hosts.update(host, patch, by, ifMatch), reply);
  }

  @DeleteOperation(HOST, {
    operationId: 'deleteProtectedHost',
    summary: 'Remove a protected host',
    description: 'Within five seconds no one gets through to it any more.',
    answer: 'Removed.',
  })
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
