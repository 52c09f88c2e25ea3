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
import {
  CreateUserAttributeDto,
  presentUserAttribute,
  UpdateUserAttributeDto,
  UserAttributeDto,
  UserAttributeListDto,
} from './dto/user-attribute.dto.js';
import type { UserAttribute } from './user-attribute.js';
import { UserAttributes } from './user-attributes.service.js';

const PATH = 'admin/v1/user-attributes';
const EXAMPLE = { name: 'department', description: 'The department that the person works for' };

const AttributeName = () => ApiParam({ name: 'name', description: 'Name of the attribute.', example: 'department' });

/** The admin API for the attributes that claims may be made of. */
@Section('User attributes', 'What else is known of users, beside standard claims, as far as claims may be made of it.')
@UseInterceptors(AdminProblems)
@Controller(PATH)
export class UserAttributesController {
  constructor(private readonly attributes: UserAttributes) {}

  @Scoped('resources:read')
  @ApiOperation({
    operationId: 'listUserAttributes',
    summary: 'List declared attributes',
    description: 'The attributes of users that claims may be made of, page by page. Users may have others too.',
  })
  @ApiOkResponse({ description: 'A page of attributes.', type: UserAttributeListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) { limit, cursor }: PageQueryDto): Promise<UserAttributeListDto> {
    return presentPage(await this.attributes.list(limit, cursor), presentUserAttribute);
  }

  @Scoped('resources:write')
  @ApiOperation({
    operationId: 'createUserAttribute',
    summary: 'Declare an attribute',
    description: 'From then on `claim_mappings` may name it.',
  })
  @ApiBody({ type: CreateUserAttributeDto, examples: { attribute: { summary: 'A department', value: EXAMPLE } } })
  @ApiCreatedResponse({ description: 'Declared; `Location` and `ETag` tell where and what.', type: UserAttributeDto })
  @ApiProblems(400, 409)
  @Idempotent()
  @Post()
  async create(
    @Body(adminValidation) { name, description }: CreateUserAttributeDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserAttributeDto> {
    const attribute = await this.attributes.declare({ name, description }, by);
    reply.header('location', `/${PATH}/${encodeURIComponent(name)}`);
    return answer(attribute, reply);
  }

  @Scoped('resources:read')
  @ApiOperation({
    operationId: 'readUserAttribute',
    summary: 'Read a declared attribute',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
  })
  @AttributeName()
  @ApiOkResponse({ description: 'The attribute.', type: UserAttributeDto })
  @ApiProblems(404)
  @Get(':name')
  async read(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserAttributeDto> {
    return answer(await this.attributes.get(name), reply);
  }

  @Scoped('resources:write')
  @ApiOperation({
    operationId: 'updateUserAttribute',
    summary: 'Describe an attribute in other words',
    description: 'A JSON merge patch (RFC 7396).',
  })
  @AttributeName()
  @IfMatch('attribute')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({
    type: UpdateUserAttributeDto,
    examples: { words: { summary: 'Other words', value: { description: 'Where the person works' } } },
  })
  @ApiOkResponse({ description: 'The attribute as it is now.', type: UserAttributeDto })
  @ApiProblems(400, 404, 412)
  @Patch(':name')
  async update(
    @Param('name') name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(adminValidation) { description }: UpdateUserAttributeDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserAttributeDto> {
    return answer(await this.attributes.describe(name, description, by, ifMatch), reply);
  }

  @Scoped('resources:write')
  @ApiOperation({
    operationId: 'deleteUserAttribute',
    summary: 'Declare an attribute no longer',
    description: 'If no claim is made of it. Users keep what they have.',
  })
  @AttributeName()
  @IfMatch('attribute')
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems(404, 409, 412)
  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
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
