import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../admin/admin-api.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { UserId } from '../users/dto/user-id.js';
import { ConsentListDto, presentConsent } from './dto/consent.dto.js';
import { UserConsentsService } from './user-consents.service.js';

/** The admin API for consents. */
@Section('Consents', 'What users have allowed which client.')
@Controller('admin/v1/users/:id/consents')
export class UserConsentsController {
  constructor(private readonly consents: UserConsentsService) {}

  @Scoped('consents:read')
  @ApiOperation({
    operationId: 'listUserConsents',
    summary: 'List the consents of a user',
    description: 'What the user has allowed which client.',
  })
  @UserId()
  @ApiOkResponse({ description: 'All of them.', type: ConsentListDto })
  @ApiProblems(404)
  @Get()
  async list(@Param('id') id: string): Promise<ConsentListDto> {
    return { items: (await this.consents.list(id)).map(presentConsent) };
  }

  @Scoped('consents:write')
  @ApiOperation({
    operationId: 'withdrawUserConsent',
    summary: 'Withdraw a consent',
    description:
      'All that the user has allowed the client, and with it every token that the client holds. For an administrator it takes the scope roles:write too.',
  })
  @UserId()
  @ApiParam({ name: 'client_id', description: 'Identifier of the client.', example: 'web-app' })
  @ApiNoContentResponse({ description: 'Withdrawn.' })
  @ApiProblems(404)
  @Delete(':client_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async withdraw(
    @Param('id') id: string,
    @Param('client_id') clientId: string,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.consents.withdraw(id, clientId, by);
  }
}
