import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import { isTrusted } from '../../clients/client.js';
import { nameOf } from '../../clients/client-texts.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { Csrf } from '../csrf.js';
import { Interactions, type PendingInteraction } from '../login/interactions.js';
import { newSignInPath } from '../login/sign-in-paths.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { LOGOUT } from '../sign-out/logout.controller.js';
import { SelectAccountPage } from './select-account-page.js';

/** Asks with which account to go on: with a parked request, or, if none is named, at this server itself. */
@ApiExcludeController()
@Controller('select-account')
export class SelectAccountController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: SessionsService,
    private readonly gate: SignInGate,
    private readonly requests: ParkedRequestsService,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const waiting = await this.waiting(request, reply, request.query);
    if (waiting !== undefined) await this.show(request, reply, waiting);
  }

  /** Another account is chosen by signing in to it; a sign-in after the request counts as a choice. */
  @Public()
  @Post()
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const waiting = await this.waiting(request, reply, request.body);
    if (waiting === undefined) return;
    if (
      !this.csrf.acceptsAnonymous(
        request.cookies,
        formField(request.body, 'csrf'),
        selectAccountPurpose(waiting?.reference),
      )
    )
      return this.show(request, reply, waiting, true);
    const choice = formField(request.body, 'choice');
    if (choice === 'other') return seeOther(reply, newSignInPath(waiting?.reference));
    const session = await this.gate.switchTo(visitorOf(reply), choice);
    if (session === 'sign-in') return seeOther(reply, newSignInPath(waiting?.reference));
    if (!session) return this.show(request, reply, waiting);
    if (waiting === null) return seeOther(reply, '/account');
    await this.requests.selectAccount(waiting.reference, session.user.id);
    seeOther(reply, this.requests.returnPath(waiting.reference, waiting.parked));
  }

  /** @returns null if no request is named, undefined if the reply was sent already */
  private async waiting(
    request: FastifyRequest,
    reply: FastifyReply,
    input: unknown,
  ): Promise<PendingInteraction | null | undefined> {
    return formField(input, 'request') === '' ? null : this.interactions.waiting(request, reply, input);
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    waiting: PendingInteraction | null,
    outdated = false,
  ): Promise<void> {
    const accounts = await this.sessions.accounts(request.cookies);
    if (accounts.length === 0) return seeOther(reply, newSignInPath(waiting?.reference));
    this.pages.send(reply, {
      title: 'select-account.title',
      status: outdated ? 403 : 200,
      body: (
        <SelectAccountPage
          csrf={this.csrf.anonymousToken(cookiesOf(reply), selectAccountPurpose(waiting?.reference))}
          reference={waiting?.reference}
          clientName={waiting ? nameOf(waiting.client, this.pages.languagesOf(request)) : undefined}
          unknown={waiting !== null && !isTrusted(waiting.client)}
          accounts={accounts.map((session) => ({ session, logoutCsrf: this.csrf.token(LOGOUT, session.digest) }))}
          outdated={outdated}
        />
      ),
    });
  }
}

/** What CSRF tokens of the account chooser are for: the request whose reference this is, or switching accounts here. */
export function selectAccountPurpose(reference = ''): string {
  return `select-account ${reference}`;
}
