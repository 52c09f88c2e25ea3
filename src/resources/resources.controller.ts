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
import { presentResource, ResourceDto, ResourceListDto } from './dto/resource.dto.js';
import { CreateResourceDto, UpdateResourceDto } from './dto/resource-bodies.dto.js';
import type { Resource } from './resource.js';
import { ResourceAdministration } from './resource-administration.service.js';
import { ResourcesService } from './resources.service.js';

const PATH = 'admin/v1/resources';
const EXAMPLE = {
  identifier: 'https://api.example.com',
  name: 'Example API',
  scopes: { 'api:read': 'Read your data', 'api:admin': { description: 'Administer everything', role: 'admin' } },
};

const Identifier = () =>
  ApiParam({ name: 'identifier', description: 'Its identifier, URL-encoded.', example: 'https://api.example.com' });

/** The admin API for protected resources and their scopes. */
@Section('Resources', 'APIs that tokens are for, and their scopes.')
@UseInterceptors(AdminProblems)
@Controller(PATH)
export class ResourcesController {
  constructor(
    private readonly administration: ResourceAdministration,
    private readonly resources: ResourcesService,
  ) {}

  @Scoped('resources:read')
  @ApiOperation({
    operationId: 'listResources',
    summary: 'List resources',
    description: 'With their scopes, page by page; the server itself is one.',
  })
  @ApiOkResponse({ description: 'A page of resources.', type: ResourceListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<ResourceListDto> {
    return presentPage(await this.administration.list(limit, cursor), (resource) => this.present(resource));
  }

  @Scoped('resources:write')
  @ApiOperation({
    operationId: 'createResource',
    summary: 'Create a resource',
    description: 'Tokens can be asked for it from now on (RFC 8707).',
  })
  @ApiBody({ type: CreateResourceDto, examples: { api: { summary: 'An API', value: EXAMPLE } } })
  @ApiCreatedResponse({ description: 'Created; `Location` and `ETag` tell where and what.', type: ResourceDto })
  @ApiProblems(400, 409)
  @Idempotent()
  @Post()
  async create(
    @Body() body: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResourceDto> {
    const resource = await this.administration.create(body, by);
    reply.header('location', `/${PATH}/${encodeURIComponent(resource.identifier)}`);
    return this.answer(resource, reply);
  }

  @Scoped('resources:read')
  @ApiOperation({
    operationId: 'readResource',
    summary: 'Read a resource',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
  })
  @Identifier()
  @ApiOkResponse({ description: 'The resource and its scopes.', type: ResourceDto })
  @ApiProblems(404)
  @Get(':identifier')
  async read(
    @Param('identifier') identifier: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResourceDto> {
    return this.answer(await this.administration.get(identifier), reply);
  }

  @Scoped('resources:write')
  @ApiOperation({
    operationId: 'updateResource',
    summary: 'Update a resource',
    description: 'A JSON merge patch (RFC 7396): only what changes; a scope that is null is removed.',
  })
  @Identifier()
  @IfMatch('resource')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({
    type: UpdateResourceDto,
    examples: {
      scope: {
        summary: 'One more scope, for two roles',
        value: { scopes: { 'api:audit': { description: 'Audit', role: ['admin', 'auditor'] } } },
      },
    },
  })
  @ApiOkResponse({ description: 'The resource as it is now.', type: ResourceDto })
  @ApiProblems(400, 404, 409, 412)
  @Patch(':identifier')
  async update(
    @Param('identifier') identifier: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResourceDto> {
    return this.answer(await this.administration.update(identifier, patch, by, ifMatch), reply);
  }

  @Scoped('resources:write')
  @ApiOperation({
    operationId: 'deleteResource',
    summary: 'Delete a resource',
    description: 'With its scopes, which no one gets any more.',
  })
  @Identifier()
  @IfMatch('resource')
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems(404, 409, 412)
  @Delete(':identifier')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(
    @Param('identifier') identifier: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.administration.delete(identifier, by, ifMatch);
  }

  private answer(resource: Resource, reply: FastifyReply): ResourceDto {
    reply.header('etag', contentTag(resource));
    return this.present(resource);
  }

  private present(resource: Resource): ResourceDto {
    return presentResource(resource, resource.identifier === this.resources.issuer.identifier);
  }
}
