import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
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
import { CONFIG, type Config } from '../../platform/config/config.js';
import {
  CreatedRegistrationInvitationDto,
  CreateRegistrationInvitationDto,
  invitationUrl,
  presentInvitation,
  RegistrationInvitationListDto,
} from './dto/registration-invitation.dto.js';
import { RegistrationInvitations } from './registration-invitations.service.js';

/** The admin API for invitations to register. */
@Section('Registration of people', 'Who may make an account: invitations that are bound to no account.')
@Controller('admin/v1/registration-invitations')
export class RegistrationInvitationsController {
  constructor(
    private readonly invitations: RegistrationInvitations,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Scoped('registrations:write')
  @ApiOperation({
    operationId: 'createRegistrationInvitation',
    summary: 'Invite people to register',
    description:
      'Makes a code, which is shown once; hand it on yourself. It is bound to no account: anyone who has it can register, as often as `max_uses` says. The setting USER_REGISTRATION must not be off; with domains and open, it lets people register whatever their address is.',
  })
  @ApiBody({
    type: CreateRegistrationInvitationDto,
    required: false,
    examples: { team: { summary: 'Thirty people within a day', value: { expires_in: 86_400, max_uses: 30 } } },
  })
  @ApiCreatedResponse({ description: 'The invitation.', type: CreatedRegistrationInvitationDto })
  @ApiProblems(400)
  @Idempotent()
  @Post()
  async create(
    @Body(adminValidation) body: CreateRegistrationInvitationDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<CreatedRegistrationInvitationDto> {
    const { invitation, code } = await this.invitations.create(readTerms(body), by);
    return { ...presentInvitation(invitation), code, url: invitationUrl(this.config, code) };
  }

  @Scoped('registrations:read')
  @ApiOperation({
    operationId: 'listRegistrationInvitations',
    summary: 'List invitations to register',
    description: 'Oldest first, without the codes themselves. Those that have expired are gone.',
  })
  @ApiOkResponse({ description: 'The invitations.', type: RegistrationInvitationListDto })
  @ApiProblems()
  @Get()
  async list(): Promise<RegistrationInvitationListDto> {
    return { items: (await this.invitations.list()).map(presentInvitation) };
  }

  @Scoped('registrations:write')
  @ApiOperation({
    operationId: 'deleteRegistrationInvitation',
    summary: 'Withdraw an invitation to register',
    description: 'No one can register with it any more; those who did keep their accounts.',
  })
  @ApiParam({ name: 'id', description: 'Its identifier.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' })
  @ApiNoContentResponse({ description: 'Withdrawn.' })
  @ApiProblems(404)
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    const wasThere = isCredentialId(id) && (await this.invitations.delete(id, by));
    if (!wasThere) throw new NotFoundException(`there is no invitation to register ${id}`);
  }
}
