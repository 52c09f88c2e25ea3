import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { INVITATION, Invitations } from '../../users/links/invitations.service.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import type { Choice } from '../required-actions/choose-password.presenter.js';
import { PasswordLinks, type VoidLink } from '../required-actions/password-links.presenter.js';

const VOID: VoidLink = { heading: 'void-link.invitation', lead: 'void-link.invitation-lead' };

/** Lets anyone who has a link from an administrator choose the password of an account. */
@ApiExcludeController()
@Controller('invitation')
export class InvitationController {
  constructor(
    private readonly invitations: Invitations,
    private readonly links: PasswordLinks,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.links.ask(reply, await this.choice(request.query), VOID);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.links.take(reply, await this.choice(request.body), VOID);
  }

  private async choice(input: unknown): Promise<Choice | undefined> {
    const token = formField(input, 'token');
    const user = await this.invitations.holder(token);
    return (
      user && {
        purpose: 'invitation',
        action: INVITATION.path,
        user,
        lead: 'choose-password.lead-invitation',
        hidden: { token },
        choose: (password, facts) => this.invitations.redeem(token, password, facts),
      }
    );
  }
}
