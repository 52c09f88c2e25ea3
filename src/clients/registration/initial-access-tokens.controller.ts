import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { type Administrator, CurrentAdministrator } from '../../admin/admin-api.js';
import { Section } from '../../admin/api-section.js';
import { isCredentialId, readTerms } from '../../admin/limited-credential.js';
import { type AdminResource, CreateOperation, DeleteOperation, ListAllOperation } from '../../admin/operations.js';
import { adminValidation } from '../../admin/validation.pipe.js';
import {
  CreatedInitialAccessTokenDto,
  CreateInitialAccessTokenDto,
  InitialAccessTokenListDto,
  presentToken,
} from './dto/initial-access-token.dto.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';

const TOKEN: AdminResource = {
  path: 'admin/v1/initial-access-tokens',
  scopes: 'initial-access-tokens',
  parameter: { name: 'id', description: 'Its identifier.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' },
  type: CreatedInitialAccessTokenDto,
};

/** The admin API for initial access tokens. */
@Section('Client registration', 'Tokens by which others register clients at `/oauth2/register`.')
@Controller(TOKEN.path)
export class InitialAccessTokensController {
  constructor(private readonly tokens: InitialAccessTokensService) {}

  @CreateOperation(TOKEN, {
    operationId: 'createInitialAccessToken',
    summary: 'Let somebody register clients',
    description:
      'Creates an initial access token (RFC 7591 §1.2), which is shown once. Its holder sends it to /oauth2/register as a bearer token; the setting CLIENT_REGISTRATION must be token or open.',
    body: CreateInitialAccessTokenDto,
    required: false,
    examples: { once: { summary: 'One client within a day', value: { expires_in: 86_400, max_uses: 1 } } },
    answer: 'The token.',
  })
  async create(
    @Body(adminValidation) body: CreateInitialAccessTokenDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<CreatedInitialAccessTokenDto> {
    const { token, text } = await this.tokens.create(readTerms(body), by);
    return { ...presentToken(token), token: text };
  }

  @ListAllOperation(TOKEN, {
    operationId: 'listInitialAccessTokens',
    summary: 'List initial access tokens',
    description: 'Oldest first, without the tokens themselves.',
    answer: 'The tokens.',
    type: InitialAccessTokenListDto,
  })
  async list(): Promise<InitialAccessTokenListDto> {
    return { items: (await this.tokens.list()).map(presentToken) };
  }

  @DeleteOperation(TOKEN, {
    operationId: 'deleteInitialAccessToken',
    summary: 'Delete an initial access token',
    description: 'No more clients can be registered with it; those that were stay.',
    answer: 'Deleted.',
  })
  async delete(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    const wasThere = isCredentialId(id) && (await this.tokens.delete(id, by));
    if (!wasThere) throw new NotFoundException(`there is no initial access token ${id}`);
  }
}
