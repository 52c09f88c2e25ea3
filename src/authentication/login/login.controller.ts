import { Controller, Get, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import type { Proof } from '../authenticators/authenticator.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';
import { LoginPresenter } from './login.presenter.js';
import { LoginFormGuard, SignInGuard } from './sign-in.guard.js';
import { SignInRefusedFilter } from './sign-in-refused.filter.js';

/** The sign-in page. Only a reference to a parked request says where it leads, never a URL (no open redirect). */
@ApiExcludeController()
@Controller('login')
export class LoginController {
  constructor(
    private readonly login: LoginPresenter,
    private readonly sessions: SessionsService,
    private readonly gate: SignInGate,
    private readonly requests: ParkedRequestsService,
  ) {}

  /** Asks even someone who is signed in, if a parked request waits, or to add an account. */
  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const parked = await this.requests.find(formField(request.query, 'request'));
    const adds = formField(request.query, 'prompt') === 'login';
    if (!parked && !adds && (await this.sessions.pick(request.cookies, undefined)).any) return seeOther(reply, ACCOUNT);
    await this.login.show(request, reply, request.query);
  }

  @Public()
  @Post()
  @UseGuards(LoginFormGuard, SignInGuard)
  @UseFilters(SignInRefusedFilter)
  async signIn(@Req() request: FastifyRequest & { user: Proof }, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.body, 'request');
    seeOther(reply, await this.gate.admit(visitorOf(reply), request.user, { reference }));
  }
}
