import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Scoped } from '../../admin/admin-api.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ArrivalDto, presentArrival } from '../dto/arrival.dto.js';
import { effectiveSettings } from './settings.js';

const EXAMPLE = {
  version: '0.1.0',
  database: { dialect: 'postgres', host: 'db.example:5432', name: 'gatehouse' },
  issuer: 'https://login.example.com',
  encryption_secrets: 'set',
  trust_proxy: ['10.0.0.0/8'],
  registration: { access: 'closed', require_pkce: true, limit: 100, unused_lifetime: 2_592_000 },
  lifetimes: { access_token: 600, session: 43_200 },
};

/** The admin API for what the environment has set; nothing of it can be changed here. */
@Section('Settings', 'What the server was started with.')
@Controller('admin/v1/settings')
export class SettingsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Scoped('settings:read')
  @ApiOperation({
    operationId: 'readSettings',
    summary: 'See the settings',
    description:
      'Everything this process goes by: what the environment says, and the defaults of what it does not. Lifetimes are in seconds, the retention of the audit log in days. Secrets are `set` or `not set`.',
  })
  @ApiOkResponse({
    description: 'The settings, grouped as in `.env.example`.',
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true }, example: EXAMPLE },
    },
  })
  @ApiProblems()
  @Get()
  read(): Readonly<Record<string, unknown>> {
    return effectiveSettings(this.config);
  }

  @Scoped('settings:read')
  @ApiOperation({
    operationId: 'readRequest',
    summary: 'See how this request arrived',
    description:
      'Where it seems to come from, which is what throttles and audit events go by. Behind a proxy that is right only with TRUST_PROXY and the headers that the proxy sends.',
  })
  @ApiOkResponse({ description: 'This very request.', type: ArrivalDto })
  @ApiProblems()
  @Get('request')
  request(@Req() request: FastifyRequest): ArrivalDto {
    return presentArrival(request);
  }
}
