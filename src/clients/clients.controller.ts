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
import { versionsOf, versionTag } from '../admin/etag.js';
import { Idempotent } from '../admin/idempotency/idempotent.js';
import { presentPage } from '../admin/page-answer.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { CLIENT_TEMPLATES, fromTemplate } from './client-templates.js';
import { ClientsService } from './clients.service.js';
import { ClientDto, ClientListDto, presentClient, presentRegistration, RegistrationDto } from './dto/client.dto.js';
import { UpdateClientDto } from './dto/client-metadata.dto.js';
import { RegisterClientDto } from './dto/client-template.dto.js';
import { ListClientsDto } from './dto/list-clients.dto.js';
import { RotateSecretDto } from './dto/rotate-secret.dto.js';
import type { Registration } from './registration.js';

const PATH = 'admin/v1/clients';
const EXAMPLES = Object.fromEntries(
  CLIENT_TEMPLATES.map(({ id, name, example }) => [id, { summary: name, value: { template: id, ...example } }]),
);

const ClientId = () => ApiParam({ name: 'client_id', description: 'Identifier of the client.', example: 'web-app' });

/** The admin API for clients. */
@Section('Clients', 'Applications, and how they obtain tokens.')
@UseInterceptors(AdminProblems)
@Controller(PATH)
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Scoped('clients:write')
  @ApiOperation({
    operationId: 'createClient',
    summary: 'Create a client',
    description:
      'Metadata as in RFC 7591 and OpenID Connect Registration; a template fills what is not said. The answer shows the secret of a confidential client once.',
  })
  @ApiBody({ type: RegisterClientDto, examples: EXAMPLES })
  @ApiCreatedResponse({
    description: 'Registered; `Location` and `ETag` tell where and which version.',
    type: RegistrationDto,
  })
  @ApiProblems(400, 409)
  @Idempotent()
  @Post()
  async create(
    @Body() body: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationDto> {
    const registration = await this.clients.create(fromTemplate(body), by);
    reply.header('location', `/${PATH}/${encodeURIComponent(registration.client.clientId)}`);
    return answer(registration, reply);
  }

  @Scoped('clients:read')
  @ApiOperation({
    operationId: 'listClients',
    summary: 'List clients',
    description: 'Oldest first, page by page. The built-in client of this documentation is not among them.',
  })
  @ApiOkResponse({ description: 'A page of clients.', type: ClientListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) { limit, cursor, client_name }: ListClientsDto): Promise<ClientListDto> {
    return presentPage(await this.clients.list({ limit, cursor, clientName: client_name }), presentClient);
  }

  @Scoped('clients:read')
  @ApiOperation({
    operationId: 'readClient',
    summary: 'Read a client',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
  })
  @ClientId()
  @ApiOkResponse({ description: 'The client, without secrets.', type: ClientDto })
  @ApiProblems(404)
  @Get(':client_id')
  async read(
    @Param('client_id') clientId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    const client = await this.clients.get(clientId);
    reply.header('etag', versionTag(client.version));
    return presentClient(client);
  }

  @Scoped('clients:write')
  @ApiOperation({
    operationId: 'updateClient',
    summary: 'Update a client',
    description: 'A JSON merge patch (RFC 7396): only the members that change; null brings a default back.',
  })
  @ClientId()
  @IfMatch('client')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiBody({
    type: UpdateClientDto,
    examples: { rename: { summary: 'A new name, and no logo', value: { client_name: 'New name', logo_uri: null } } },
  })
  @ApiOkResponse({ description: 'The client as it is now.', type: RegistrationDto })
  @ApiProblems(400, 404, 412)
  @Patch(':client_id')
  async update(
    @Param('client_id') clientId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationDto> {
    return answer(await this.clients.update(clientId, patch, by, versionsOf(ifMatch)), reply);
  }

  @Scoped('clients:write')
  @ApiOperation({
    operationId: 'deleteClient',
    summary: 'Delete a client',
    description: 'It can obtain no more tokens from now on.',
  })
  @ClientId()
  @IfMatch('client')
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems(404, 412)
  @Delete(':client_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(
    @Param('client_id') clientId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.clients.delete(clientId, by, versionsOf(ifMatch));
  }

  @Scoped('clients:write')
  @ApiOperation({
    operationId: 'rotateClientSecret',
    summary: 'Rotate a secret',
    description:
      'Shows a new secret once. The present one works for `overlap_seconds` more, so that clients can be changed over.',
  })
  @ClientId()
  @ApiBody({
    type: RotateSecretDto,
    required: false,
    examples: { hour: { summary: 'One hour to change over', value: { overlap_seconds: 3600 } } },
  })
  @ApiCreatedResponse({ description: 'The client and its new secret.', type: RegistrationDto })
  @ApiProblems(400, 404, 409)
  @Idempotent()
  @Post(':client_id/secret')
  async rotateSecret(
    @Param('client_id') clientId: string,
    @Body(adminValidation) { overlap_seconds, lifetime_seconds }: RotateSecretDto,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationDto> {
    return answer(await this.clients.rotateSecret(clientId, overlap_seconds, by, lifetime_seconds), reply);
  }
}

function answer(registration: Registration, reply: FastifyReply): RegistrationDto {
  reply.header('etag', versionTag(registration.client.version));
  return presentRegistration(registration);
}
