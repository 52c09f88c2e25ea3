import { Body, Controller, Inject, NotFoundException, Param } from '@nestjs/common';
import { type Administrator, CurrentAdministrator } from '../../../admin/admin-api.js';
import { Section } from '../../../admin/api-section.js';
import { isCredentialId, readTerms } from '../../../admin/limited-credential.js';
import { type AdminResource, CreateOperation, DeleteOperation, ListAllOperation } from '../../../admin/operations.js';
import { adminValidation } from '../../../admin/validation.pipe.js';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import {
  CreatedRegistrationInvitationDto,
  CreateRegistrationInvitationDto,
  invitationUrl,
  presentInvitation,
  RegistrationInvitationListDto,
} from './dto/registration-invitation.dto.js';
import { RegistrationInvitations } from './registration-invitations.service.js';

const INVITATION: AdminResource = {
  path: 'admin/v1/registration-invitations',
  scopes: 'registrations',
  parameter: { name: 'id', description: 'Its identifier.', example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11' },
  type: CreatedRegistrationInvitationDto,
};

/** The admin API for invitations to register. */
@Section('Registration of people', 'Who may make an account: invitations that are bound to no account.')
@Controller(INVITATION.path)
export class RegistrationInvitationsController {
  constructor(
    private readonly invitations: RegistrationInvitations,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @CreateOperation(INVITATION, {
    operationId: 'createRegistrationInvitation',
    summary: 'Invite people to register',
    description:
      'Makes a code, which is shown once; hand it on yourself. It is bound to no account: anyone who has it can register, as often as `max_uses` says. The setting USER_REGISTRATION must not be off; with domains and open, it lets people register whatever their address is.',
    body: CreateRegistrationInvitationDto,
    required: false,
    examples: { team: { summary: 'Thirty people within a day', value: { expires_in: 86_400, max_uses: 30 } } },
    answer: 'The invitation.',
  })
  async create(
    @Body(adminValidation) body: CreateRegistrationInvitationDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<CreatedRegistrationInvitationDto> {
    const { invitation, code } = await this.invitations.create(readTerms(body), by);
    return { ...presentInvitation(invitation), code, url: invitationUrl(this.config, code) };
  }

  @ListAllOperation(INVITATION, {
    operationId: 'listRegistrationInvitations',
    summary: 'List invitations to register',
    description: 'Oldest first, without the codes themselves. Those that have expired are gone.',
    answer: 'The invitations.',
    type: RegistrationInvitationListDto,
  })
  async list(): Promise<RegistrationInvitationListDto> {
    return { items: (await this.invitations.list()).map(presentInvitation) };
  }

  @DeleteOperation(INVITATION, {
    operationId: 'deleteRegistrationInvitation',
    summary: 'Withdraw an invitation to register',
    description: 'No one can register with it any more; those who did keep their accounts.',
    answer: 'Withdrawn.',
  })
  async delete(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    const wasThere = isCredentialId(id) && (await this.invitations.delete(id, by));
    if (!wasThere) throw new NotFoundException(`there is no invitation to register ${id}`);
  }
}
