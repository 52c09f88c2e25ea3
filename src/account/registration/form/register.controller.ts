import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInRefusedFilter } from '../../../authentication/login/sign-in-refused.filter.js';
import { visitorOf } from '../../../platform/http/visitor.js';
import { Public } from '../../../resource-server/access.js';
import { formField } from '../../../ui/form-field.js';
import { RegistrationInvitations } from '../invitations/registration-invitations.service.js';
import { MailedRegistrations } from '../pending/mailed-registrations.service.js';
import { RegistrationPolicy } from '../registration-policy.service.js';
import { Registrations } from '../registrations.service.js';
import { FormAdmission } from './form-admission.js';
import { RegisterPresenter } from './register.presenter.js';
import { RegistrationAnswers } from './registration-answers.js';
import { type RegistrationForm, readForm } from './registration-form.js';
import { FormNotTaken, voidInvitation } from './registration-problems.js';

/** Where people make accounts themselves. */
@ApiExcludeController()
@Controller('register')
export class RegisterController {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly admission: FormAdmission,
    private readonly invitations: RegistrationInvitations,
    private readonly registrations: Registrations,
    private readonly mailed: MailedRegistrations,
    private readonly presenter: RegisterPresenter,
    private readonly answers: RegistrationAnswers,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (this.policy.isOffered) await this.presenter.show(reply, request.query);
    else this.answers.closed(reply);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async register(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.policy.isOffered) return this.answers.closed(reply);
    const refusal = await this.admission.refusal(request, reply);
    if (refusal) return this.presenter.show(reply, request.body, refusal);
    try {
      await this.take(readForm(request.body, this.policy.fields), reply);
    } catch (error) {
      if (!(error instanceof FormNotTaken)) throw error;
      await this.presenter.show(reply, request.body, error.refusal);
    }
  }

  /** @throws FormNotTaken */
  private async take(form: RegistrationForm, reply: FastifyReply): Promise<void> {
    const { request } = reply;
    const code = formField(request.body, 'invitation').trim();
    const invitation = await this.invitations.find(code);
    if (!invitation && (code !== '' || this.policy.needsInvitation)) throw voidInvitation();
    const reference = formField(request.body, 'request');
    if (this.policy.provesAddresses) {
      const look = await this.presenter.lookOf(request, reference);
      const origin = { visitor: visitorOf(reply), languages: this.presenter.languagesOf(request), reference, look };
      await this.mailed.begin(form, invitation, origin);
      this.answers.mailed(reply, form.email, reference);
    } else {
      if (!invitation) throw voidInvitation();
      const user = await this.registrations.register(form, invitation, visitorOf(reply).facts);
      await this.answers.admit(reply, user, reference);
    }
  }
}
