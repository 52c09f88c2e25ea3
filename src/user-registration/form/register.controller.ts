import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasswordAuthenticator } from '../../authentication/authenticators/password.authenticator.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { SignInGate } from '../../authentication/sign-in/sign-in-gate.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import type { User } from '../../users/user.js';
import { RegistrationInvitations } from '../invitations/registration-invitations.service.js';
import { RegistrationPolicy } from '../registration-policy.service.js';
import { Registrations } from '../registrations.service.js';
import { FormAdmission } from './form-admission.js';
import { RegisterPresenter } from './register.presenter.js';
import { readForm } from './registration-form.js';
import { FormNotTaken, voidInvitation } from './registration-problems.js';

/** Where people make accounts themselves. */
@ApiExcludeController()
@Controller('register')
export class RegisterController {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly registrations: Registrations,
    private readonly invitations: RegistrationInvitations,
    private readonly admission: FormAdmission,
    private readonly presenter: RegisterPresenter,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (this.policy.isOffered) await this.presenter.show(reply, request.query);
    else this.presenter.refuse(reply);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async register(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.policy.isOffered) return this.presenter.refuse(reply);
    const refusal = await this.admission.refusal(request, reply);
    if (refusal) return this.presenter.show(reply, request.body, refusal);
    try {
      const user = await this.create(request.body, reply);
      const reference = formField(request.body, 'request');
      seeOther(reply, await this.gate.admit(visitorOf(reply), this.password.chosenBy(user), { reference }));
    } catch (error) {
      if (!(error instanceof FormNotTaken)) throw error;
      const { problems } = error;
      await this.presenter.show(reply, request.body, { status: HttpStatus.BAD_REQUEST, problems });
    }
  }

  /** @throws FormNotTaken */
  private async create(form: unknown, reply: FastifyReply): Promise<User> {
    const invitation = await this.invitations.find(formField(form, 'invitation').trim());
    if (!invitation) throw voidInvitation();
    return this.registrations.register(readForm(form), invitation, visitorOf(reply).facts);
  }
}
