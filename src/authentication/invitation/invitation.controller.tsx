import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { INVITATION, Invitations } from '../../users/links/invitations.service.js';
import { PasswordAuthenticator } from '../authenticators/password.authenticator.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { type Choice, ChoosePasswordPresenter } from '../required-actions/choose-password.presenter.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { VoidLinkPage } from './void-link-page.js';

const HEADING = 'void-link.invitation';

/** Lets anyone who has a link from an administrator choose the password of an account. */
@ApiExcludeController()
@Controller('invitation')
export class InvitationController {
  constructor(
    private readonly invitations: Invitations,
    private readonly choices: ChoosePasswordPresenter,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const choice = await this.choice(request.query);
    if (choice) this.choices.ask(reply, choice);
    else this.refuse(reply);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const choice = await this.choice(request.body);
    const user = choice ? await this.choices.take(reply, choice) : 'void';
    if (user === 'void') this.refuse(reply);
    else if (user !== 'asked') seeOther(reply, await this.gate.admit(visitorOf(reply), this.password.chosenBy(user)));
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

  private refuse(reply: FastifyReply): void {
    const body = <VoidLinkPage heading={HEADING} lead="void-link.invitation-lead" canSignIn />;
    this.pages.send(reply, { title: HEADING, status: HttpStatus.GONE, body });
  }
}
