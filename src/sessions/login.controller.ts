import { Controller, Get, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.js';
import { Public } from '../platform/http/access.js';
import { formField } from '../platform/http/form-field.js';
import { seeOther } from '../platform/http/redirect.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { ParkedRequestsService } from '../requests/parked-requests.service.js';
import type { SignIn } from './authenticators/authenticator.js';
import { Devices } from './devices.js';
import { LoginPresenter } from './login.presenter.js';
import { SessionsService } from './sessions.service.js';
import { LoginFormGuard, SignInGuard } from './sign-in.guard.js';
import { SignInRefusedFilter } from './sign-in-refused.filter.js';

/** Where a sign-in leads that no parked request waits for. */
const ACCOUNT = '/account';

/** The sign-in page. Only a reference to a parked request says where it leads, never a URL (no open redirect). */
@ApiExcludeController()
@Controller('login')
export class LoginController {
  constructor(
    private readonly login: LoginPresenter,
    private readonly sessions: SessionsService,
    private readonly requests: ParkedRequestsService,
    private readonly devices: Devices,
    private readonly audit: AuditService,
  ) {}

  /** Asks even someone who is signed in, if a parked request waits, or to add an account. */
  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const parked = await this.requests.find(formField(request.query, 'request'));
    const adds = formField(request.query, 'prompt') === 'login';
    if (!parked && !adds && (await this.sessions.pick(request, undefined)).any) return seeOther(reply, ACCOUNT);
    await this.login.show(request, reply, request.query);
  }

  @Public()
  @Post()
  @UseGuards(LoginFormGuard, SignInGuard)
  @UseFilters(SignInRefusedFilter)
  async signIn(@Req() request: FastifyRequest & { user: SignIn }, @Res() reply: FastifyReply): Promise<void> {
    const { user, amr } = request.user;
    const reference = formField(request.body, 'request');
    const parked = await this.requests.find(reference);
    await this.sessions.start(reply, user, amr);
    if (parked) await this.requests.signIn(reference, user.id);
    this.devices.remember(reply, formField(request.body, 'username'));
    await this.audit.record(
      { type: 'login.succeeded', actor: user.id, ...(parked ? { clientId: parked.clientId } : {}), details: { amr } },
      requestFacts(request),
    );
    seeOther(reply, parked ? this.requests.returnPath(reference, parked) : ACCOUNT);
  }
}
