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
import { presentResource, ResourceDto, ResourceListDto } from './dto/resource.dto.js';
import { CreateResourceDto, UpdateResourceDto } from './dto/resource-bodies.dto.js';
import type { Resource } from './resource.js';
import { ResourceAdministration } from './resource-administration.service.js';
import { ResourcesService } from './resources.service.js';

const RESOURCE: TaggedResource = {
  path: 'admin/v1/resources',
  scopes: 'resources',
  noun: 'resource',
  parameter: { name: 'identifier', description: 'Its identifier, URL-encoded.', example: 'https://api.example.com' },
  type: ResourceDto,
};
const EXAMPLE = {
  identifier: 'https://api.example.com',
  name: 'Example API',
  scopes: { 'api:read': 'Read your data', 'api:admin': { description: 'Administer everything', role: 'admin' } },
};

/** The admin API for protected resources and their scopes. */
@Section('Resources', 'APIs that tokens are for, and their scopes.')
@Controller(RESOURCE.path)
export class ResourcesController {
  constructor(
    private readonly administration: ResourceAdministration,
    private readonly resources: ResourcesService,
  ) {}

  @ListOperation(RESOURCE, {
    operationId: 'listResources',
    summary: 'List resources',
    description: 'With their scopes, page by page; the server itself is one.',
    answer: 'A page of resources.',
    type: ResourceListDto,
  })
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<ResourceListDto> {
    return presentPage(await this.administration.list(limit, cursor), (resource) => this.present(resource));
  }

  @CreateOperation(RESOURCE, {
    operationId: 'createResource',
    summary: 'Create a resource',
    description: 'Tokens can be asked for it from now on (RFC 8707).',
    body: CreateResourceDto,
    examples: { api: { summary: 'An API', value: EXAMPLE } },
    answer: 'Created; `Location` and `ETag` tell where and what.',
  })
  async create(
    @Body() body: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResourceDto> {
    const resource = await this.administration.create(body, by);
    reply.header('location', `/${RESOURCE.path}/${encodeURIComponent(resource.identifier)}`);
    return this.answer(resource, reply);
  }

  @ReadOperation(RESOURCE, {
    operationId: 'readResource',
    summary: 'Read a resource',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
    answer: 'The resource and its scopes.',
  })
  async read(
    @Param('identifier') identifier: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResourceDto> {
    return this.answer(await this.administration.get(identifier), reply);
  }

  @UpdateOperation(RESOURCE, {
    operationId: 'updateResource',
    summary: 'Update a resource',
    description: 'A JSON merge patch (RFC 7396): only what changes; a scope that is null is removed.',
    body: UpdateResourceDto,
    examples: {
      scope: {
        summary: 'One more scope, for two roles',
        value: { scopes: { 'api:audit': { description: 'Audit', role: ['admin', 'auditor'] } } },
      },
    },
    problems: [409],
  })
  async update(
    @Param('identifier') identifier: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResourceDto> {
    return this.answer(await this.administration.update(identifier, patch, by, ifMatch), reply);
  }

  @DeleteOperation(RESOURCE, {
    operationId: 'deleteResource',
    summary: 'Delete a resource',
    description: 'With its scopes, which no one gets any more.',
    answer: 'Deleted.',
    problems: [409],
  })
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
