import { Body, Controller, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Administrator, CurrentAdministrator } from '../admin/admin-api.js';
import { Section } from '../admin/api-section.js';
import { versionsOf, versionTag } from '../admin/etag.js';
import {
  CreateOperation,
  DeleteOperation,
  ListOperation,
  ReadOperation,
  type TaggedResource,
  UpdateOperation,
} from '../admin/operations.js';
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

const CLIENT: TaggedResource = {
  path: 'admin/v1/clients',
  scopes: 'clients',
  noun: 'client',
  parameter: { name: 'client_id', description: 'Identifier of the client.', example: 'web-app' },
  type: ClientDto,
};
const EXAMPLES = Object.fromEntries(
  CLIENT_TEMPLATES.map(({ id, name, example }) => [id, { summary: name, value: { template: id, ...example } }]),
);

/** The admin API for clients. */
@Section('Clients', 'Applications, and how they obtain tokens.')
@Controller(CLIENT.path)
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @CreateOperation(CLIENT, {
    operationId: 'createClient',
    summary: 'Create a client',
    description:
      'Metadata as in RFC 7591 and OpenID Connect Registration; a template fills what is not said. The answer shows the secret of a confidential client once.',
    body: RegisterClientDto,
    examples: EXAMPLES,
    answer: 'Registered; `Location` and `ETag` tell where and which version.',
    type: RegistrationDto,
  })
  async create(
    @Body() body: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationDto> {
    const registration = await this.clients.create(fromTemplate(body), by);
    reply.header('location', `/${CLIENT.path}/${encodeURIComponent(registration.client.clientId)}`);
    return answer(registration, reply);
  }

  @ListOperation(CLIENT, {
    operationId: 'listClients',
    summary: 'List clients',
    description: 'Oldest first, page by page. The built-in client of this documentation is not among them.',
    answer: 'A page of clients.',
    type: ClientListDto,
  })
  async list(@Query(adminValidation) { limit, cursor, client_name }: ListClientsDto): Promise<ClientListDto> {
    return presentPage(await this.clients.list({ limit, cursor, clientName: client_name }), presentClient);
  }

  @ReadOperation(CLIENT, {
    operationId: 'readClient',
    summary: 'Read a client',
    description: 'Its `ETag` is what `If-Match` of a change takes.',
    answer: 'The client, without secrets.',
  })
  async read(
    @Param('client_id') clientId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientDto> {
    const client = await this.clients.get(clientId);
    reply.header('etag', versionTag(client.version));
    return presentClient(client);
  }

  @UpdateOperation(CLIENT, {
    operationId: 'updateClient',
    summary: 'Update a client',
    description: 'A JSON merge patch (RFC 7396): only the members that change; null brings a default back.',
    body: UpdateClientDto,
    examples: { rename: { summary: 'A new name, and no logo', value: { client_name: 'New name', logo_uri: null } } },
    type: RegistrationDto,
  })
  async update(
    @Param('client_id') clientId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() patch: unknown,
    @CurrentAdministrator() by: Administrator,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationDto> {
    return answer(await this.clients.update(clientId, patch, by, versionsOf(ifMatch)), reply);
  }

  @DeleteOperation(CLIENT, {
    operationId: 'deleteClient',
    summary: 'Delete a client',
    description: 'It can obtain no more tokens from now on.',
    answer: 'Deleted.',
  })
  async delete(
    @Param('client_id') clientId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.clients.delete(clientId, by, versionsOf(ifMatch));
  }

  @CreateOperation(CLIENT, {
    operationId: 'rotateClientSecret',
    summary: 'Rotate a secret',
    description:
      'Shows a new secret once. The present one works for `overlap_seconds` more, so that clients can be changed over.',
    part: 'secret',
    body: RotateSecretDto,
    required: false,
    examples: { hour: { summary: 'One hour to change over', value: { overlap_seconds: 3600 } } },
    answer: 'The client and its new secret.',
    type: RegistrationDto,
  })
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
