import { Body, Controller, Delete, Get, HttpCode, HttpStatus, NotFoundException, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../admin/admin-api.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { Idempotent } from '../../admin/idempotency/idempotent.js';
import { isCredentialId, readTerms } from '../../admin/limited-credential.js';
import { adminValidation } from '../../admin/validation.pipe.js';
import {
  CreatedInitialAccessTokenDto,
  CreateInitialAccessTokenDto,
  InitialAccessTokenListDto,
  presentToken,
} from './dto/initial-access-token.dto.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';

/** The admin API for initial access tokens. */
@Section('Client registration', 'Tokens by which others register clients at `/oauth2/register`.')
@Controller('admin/v1/initial-access-tokens')
export class InitialAccessTokensController {
  constructor(private readonly tokens: InitialAccessTokensService) {}

  @Scoped('initial-access-tokens:write')
  @ApiOperation({
    operationId: 'createInitialAccessToken',
    summary: 'Let somebody register clients',
    description:
      'Creates an initial access token (RFC 7591 §1.2), which is shown once. Its holder sends it to /oauth2/register as a bearer token; the setting CLIENT_REGISTRATION must be token or open.',
  })
  @ApiBody({
    type: CreateInitialAccessTokenDto,
    required: false,
    examples: { once: { summary: 'One client within a day', value: { expires_in: 86_400, max_uses: 1 } } },
  })
  @ApiCreatedResponse({ description: 'The token.', type: CreatedInitialAccessTokenDto })
  @ApiProblems(400)
  @Idempotent()
  @Post()
  async create(
    @Body(adminValidation) body: CreateInitialAccessTokenDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<CreatedInitialAccessTokenDto> {
    const { token, text } = await this.tokens.create(readTerms(body), by);
    return { ...presentToken(token), token: text };
  }

  @Scoped('initial-access-tokens:read')
  @ApiOperation({
    operationId: 'listInitialAccessTokens',
    summary: 'List initial access tokens',
    description: 'Oldest first, without the tokens themselves.',
  })
  @ApiOkResponse({ description: 'The tokens.', type: InitialAccessTokenListDto })
  @ApiProblems()
  @Get()
  async list(): Promise<InitialAccessTokenListDto> {
    return { items: (await this.tokens.list()).map(presentToken) };
  }

  @Scoped('initial-access-tokens:write')
  @ApiOperation({
    operationId: 'deleteInitialAccessToken',
    summary: 'Delete an initial access token',
    description: 'No more clients can be registered with it; those that were stay.',
  })
  @ApiParam({ name: 'id', description: 'Its identifier.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  @ApiNoContentResponse({ description: 'Deleted.' })
  @ApiProblems(404)
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    const wasThere = isCredentialId(id) && (await this.tokens.delete(id, by));
    if (!wasThere) throw new NotFoundException(`there is no initial access token ${id}`);
  }
}
