import { Controller, Delete, Get, Headers, HttpCode, HttpStatus, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { BodyLast, bodyOf } from '../../admin/body-last.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AnyOrigin } from '../../platform/http/any-origin.js';
import { NoStore } from '../../platform/http/no-store.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { Public } from '../../resource-server/access.js';
import { readBearerToken } from '../../resource-server/bearer-token.js';
import { presentRegistration } from '../dto/client.dto.js';
import type { Registration } from '../registration.js';
import { RegistrationService } from './registration.service.js';
import { readMetadata } from './registration-request.js';

/** RFC 7591 and RFC 7592: clients register themselves, and manage their registration. The tokens are no access tokens. */
@ApiExcludeController()
@AnyOrigin()
@Controller('oauth2/register')
export class RegistrationController {
  constructor(
    private readonly registration: RegistrationService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Public()
  @BodyLast()
  @NoStore()
  @Post()
  async register(
    @Headers('content-type') contentType: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const facts = requestFacts(request);
    const registrar = await this.registration.admit(tokenOf(request), facts);
    const registered = await this.registration.register(readMetadata(contentType, bodyOf(request)), registrar, facts);
    return this.answer(registered, registered.registrationAccessToken);
  }

  @Public()
  @NoStore()
  @Get(':client_id')
  async read(@Param('client_id') clientId: string, @Req() request: FastifyRequest): Promise<object> {
    const token = tokenOf(request);
    const client = await this.registration.authenticate(clientId, token);
    return this.answer({ client, warnings: [] }, token);
  }

  @Public()
  @BodyLast()
  @NoStore()
  @Put(':client_id')
  async replace(
    @Param('client_id') clientId: string,
    @Headers('content-type') contentType: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const token = tokenOf(request);
    const client = await this.registration.authenticate(clientId, token);
    const sent = readMetadata(contentType, bodyOf(request));
    return this.answer(await this.registration.replace(client, sent, requestFacts(request)), token);
  }

  @Public()
  @BodyLast()
  @NoStore()
  @Delete(':client_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(@Param('client_id') clientId: string, @Req() request: FastifyRequest): Promise<void> {
    const client = await this.registration.authenticate(clientId, tokenOf(request));
    bodyOf(request);
    await this.registration.remove(client, requestFacts(request));
  }

  /** RFC 7591 §3.2.1 and RFC 7592 §3: all registered metadata, and how to manage them. */
  private answer(registration: Registration, token: string | undefined): object {
    const { registered_by, updated_at, secrets, warnings, ...shown } = presentRegistration(registration);
    return {
      ...shown,
      registration_access_token: token,
      registration_client_uri: `${this.config.issuer}/oauth2/register/${encodeURIComponent(shown.client_id)}`,
    };
  }
}

function tokenOf({ raw, query }: FastifyRequest): string | undefined {
  return readBearerToken({ authorization: raw.headersDistinct.authorization ?? [], query });
}
