import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { PASSWORD_RESET, type PasswordReset, PasswordResets } from '../../users/recovery/password-resets.service.js';
import { Csrf } from '../csrf.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import type { Choice } from '../required-actions/choose-password.presenter.js';
import { PasswordLinks, type VoidLink } from '../required-actions/password-links.presenter.js';
import { FORGOT_PASSWORD } from './forgot-password-link.js';
import { resumed } from './resumed-request.js';

const VOID: VoidLink = {
  heading: 'recovery.void.title',
  lead: 'recovery.void.lead',
  again: { href: FORGOT_PASSWORD, label: 'recovery.void.again' },
};

/** Lets who has a mailed link choose a new password, and completes the sign-in. */
@ApiExcludeController()
@Controller(PASSWORD_RESET.path)
export class ResetPasswordController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly links: PasswordLinks,
    private readonly csrf: Csrf,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.query, 'token');
    this.links.ask(reply, this.choice(token, await this.resets.find(token)), VOID);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.body, 'token');
    const reset = await this.resets.find(token);
    const { sent } = visitorOf(reply).cookies;
    const reference = resumed(reset?.resumes, (own, purpose) => this.csrf.acceptsAnonymous(sent, own, purpose));
    await this.links.take(reply, this.choice(token, reset), VOID, reference);
  }

  private choice(token: string, reset: PasswordReset | undefined): Choice | undefined {
    return (
      reset && {
        purpose: 'password-reset',
        action: PASSWORD_RESET.path,
        user: reset.user,
        lead: 'recovery.reset.lead',
        hidden: { token },
        choose: (password, facts) => this.resets.redeem(token, password, facts),
      }
    );
  }
}
