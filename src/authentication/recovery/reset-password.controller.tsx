import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { PASSWORD_RESET, type PasswordReset, PasswordResets } from '../../users/recovery/password-resets.service.js';
import { PasswordAuthenticator } from '../authenticators/password.authenticator.js';
import { Csrf } from '../csrf.js';
import { VoidLinkPage } from '../invitation/void-link-page.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { type Choice, ChoosePasswordPresenter } from '../required-actions/choose-password.presenter.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { FORGOT_PASSWORD } from './forgot-password-link.js';
import { resumed } from './resumed-request.js';

const HEADING = 'recovery.void.title';

/** Lets who has a mailed link choose a new password, and completes the sign-in. */
@ApiExcludeController()
@Controller(PASSWORD_RESET.path)
export class ResetPasswordController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly choices: ChoosePasswordPresenter,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.query, 'token');
    const reset = await this.resets.find(token);
    if (reset) this.choices.ask(reply, this.choice(token, reset));
    else this.refuse(reply);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.body, 'token');
    const reset = await this.resets.find(token);
    const user = reset ? await this.choices.take(reply, this.choice(token, reset)) : 'void';
    if (user === 'asked') return;
    if (!reset || user === 'void') return this.refuse(reply);
    const visitor = visitorOf(reply);
    const { sent } = visitor.cookies;
    const reference = resumed(reset.resumes, (own, purpose) => this.csrf.acceptsAnonymous(sent, own, purpose));
    seeOther(reply, await this.gate.admit(visitor, this.password.chosenBy(user), { reference }));
  }

  private choice(token: string, { user }: PasswordReset): Choice {
    return {
      purpose: 'password-reset',
      action: PASSWORD_RESET.path,
      user,
      lead: 'recovery.reset.lead',
      hidden: { token },
      choose: (password, facts) => this.resets.redeem(token, password, facts),
    };
  }

  private refuse(reply: FastifyReply): void {
    const again = { href: FORGOT_PASSWORD, label: 'recovery.void.again' } as const;
    const body = <VoidLinkPage heading={HEADING} lead="recovery.void.lead" canSignIn again={again} />;
    this.pages.send(reply, { title: HEADING, status: HttpStatus.GONE, body });
  }
}
