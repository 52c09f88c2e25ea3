import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, IfMatch, Scoped } from '../admin/admin-api.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { versionsOf } from '../admin/etag.js';
import { Idempotent } from '../admin/idempotency/idempotent.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { CreateInvitationDto, InvitationDto, presentInvitation } from './dto/invitation.dto.js';
import { UserId } from './dto/user-id.js';
import { UserAdministration } from './user-administration.service.js';

/** The admin API for links by which users choose their passwords. */
@Section('Users')
@Controller('admin/v1/users/:id/invitation')
export class InvitationsController {
  constructor(private readonly users: UserAdministration) {}

  @Scoped('users:write')
  @ApiOperation({
    operationId: 'inviteUser',
    summary: 'Invite a user',
    description:
      'Makes a link by which the user chooses a password and is signed in; hand it on yourself, or have it mailed to the address of the account by `send_mail`. It works once; a newer one voids it, and so does any change of the account, such as of its roles, username, email address or password. For who has a password it resets it: until it is used, the password stays as it is.',
  })
  @UserId()
  @IfMatch('user')
  @ApiBody({
    type: CreateInvitationDto,
    required: false,
    examples: {
      week: { summary: 'For a week', value: {} },
      day: { summary: 'For a day', value: { expires_in: 86_400 } },
      mail: { summary: 'Sent by mail', value: { send_mail: true } },
    },
  })
  @ApiCreatedResponse({ description: 'The link.', type: InvitationDto })
  @ApiProblems(400, 404, 409, 412)
  @Idempotent()
  @Post()
  async create(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(adminValidation) { expires_in, send_mail }: CreateInvitationDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<InvitationDto> {
    const options = { lifetime: expires_in ?? undefined, isMailed: send_mail ?? false };
    return presentInvitation(await this.users.invite(id, by, options, versionsOf(ifMatch)));
  }
}
