import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { PasswordChoices } from '../../users/passwords/password-choices.service.js';
import { startOver } from '../login/sign-in-paths.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { type SignInInProgress, SignIns } from '../sign-in/sign-ins.service.js';
import { type Choice, ChoosePasswordPresenter } from './choose-password.presenter.js';
import { PASSWORD_CHANGE, PasswordChangeAction } from './password-change.action.js';

/** Asks who has signed in by a password that has to be changed for another one, and completes the sign-in. */
@ApiExcludeController()
@Controller(PASSWORD_CHANGE)
export class PasswordChangeController {
  constructor(
    private readonly action: PasswordChangeAction,
    private readonly signIns: SignIns,
    private readonly gate: SignInGate,
    private readonly passwords: PasswordChoices,
    private readonly choices: ChoosePasswordPresenter,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const signIn = await this.signIns.find(request.cookies, this.action);
    const choice = signIn && (await this.choice(signIn, reference));
    if (choice) this.choices.ask(reply, choice);
    else startOver(reply, reference);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.body, 'request');
    const signIn = await this.signIns.find(request.cookies, this.action);
    const choice = signIn && (await this.choice(signIn, reference));
    const user = choice ? await this.choices.take(reply, choice) : 'void';
    if (!signIn || user === 'void') return startOver(reply, reference);
    if (user === 'asked') return;
    const visitor = visitorOf(reply);
    const proof = this.signIns.resume(visitor.cookies, signIn, user);
    seeOther(reply, await this.gate.admit(visitor, proof, { reference }));
  }

  private async choice(signIn: SignInInProgress, reference: string): Promise<Choice | undefined> {
    const user = await this.passwords.holder(signIn);
    if (!user) return undefined;
    return {
      purpose: 'password-change',
      action: PASSWORD_CHANGE,
      user,
      lead: 'choose-password.lead-change',
      hidden: { request: reference },
      choose: (password, facts) =>
        this.passwords.choose(signIn, password, facts, {
          admit: (transaction) => this.signIns.use(signIn, this.action, transaction),
        }),
    };
  }
}
