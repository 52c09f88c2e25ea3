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
import {
  CreateUserAttributeDto,
  presentUserAttribute,
  UpdateUserAttributeDto,
  UserAttributeDto,
  UserAttributeListDto,
} from './dto/user-attribute.dto.js';
import type { UserAttribute } from './user-attribute.js';
import { UserAttributes } from './user-attributes.service.js';

const ATTRIBUTE: TaggedResource = {
  path: 'admin/v1/user-attributes',
  scopes: 'resources',
  noun: 'attribute',
  parameter: { name: 'name', description: 'Name of the attribute.', example: 'department' },
  type: UserAttributeDto,
};
const EXAMPLE = { name: 'department', description: 'The department that the person works for' };

/** The admin API for the attributes that claims may be made of. */
@Section('User attributes', 'What else is known of users, beside standard claims, as far as claims may be made of it.')
@Controller(ATTRIBUTE.path)
export class UserAttributesController {
  constructor(private readonly attributes: UserAttributes) {}

  @ListOperation(ATTRIBUTE, {
    operationId: 'listUserAttributes',
    summary: 'List declared attributes',
    description: 'The attributes of users that claims may be made of, page by page. Users may have others too.',
    answer: 'A page of attributes.',
    type: UserAttributeListDto,
  })
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<UserAttributeListDto> {
    return presentPage(await this.attributes.list(limit, cursor), presentUserAttribute);
  }

  @CreateOperation(ATTRIBUTE, {
    operationId: 'createUserAttribute',
    summary: 'Declare an attribute',
    description: 'From then on `claim_mappings` may name it.',
    body: CreateUserAttributeDto,
    examples: { attribute: { summary: 'A department', value: EXAMPLE } },
    answer: 'Declared; `Location` and `ETag` tell where and what.',
  })
  async create(
    @Body(adminValidation) { name, description }: CreateUserAttributeDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserAttributeDto> {
    const attribute = await this.attributes.declare({ name, description }, by);
    reply.header('location', `/${ATTRIBUTE.path}/${encodeURIComponent(name)}`);
    return answer(attribute, reply);
  }

  @ReadOperation(ATTRIBUTE, {
    operationId: 'readUserAttribute',
    summary: 'Read a declared attribute',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
    answer: 'The attribute.',
  })
  async read(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserAttributeDto> {
    return answer(await this.attributes.get(name), reply);
  }

  @UpdateOperation(ATTRIBUTE, {
    operationId: 'updateUserAttribute',
    summary: 'Describe an attribute in other words',
    description: 'A JSON merge patch (RFC 7396).',
    body: UpdateUserAttributeDto,
    examples: { words: { summary: 'Other words', value: { description: 'Where the person works' } } },
  })
  async update(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(adminValidation) { description }: UpdateUserAttributeDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserAttributeDto> {
    return answer(await this.attributes.describe(name, description, by, ifMatch), reply);
  }

  @DeleteOperation(ATTRIBUTE, {
    operationId: 'deleteUserAttribute',
    summary: 'Declare an attribute no longer',
    description: 'If no claim is made of it. Users keep what they have.',
    answer: 'Deleted.',
    problems: [409],
  })
  async delete(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.attributes.delete(name, by, ifMatch);
  }
}

function answer(attribute: UserAttribute, reply: FastifyReply): UserAttributeDto {
  reply.header('etag', contentTag(attribute));
  return presentUserAttribute(attribute);
}
