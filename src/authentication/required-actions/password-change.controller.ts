import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import { ClientsService } from '../../clients/clients.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { PasswordTickets } from '../../users/passwords/password-tickets.service.js';
import { clientRedirectSource } from '../login/client-redirect.js';
import { ADD_ACCOUNT, loginPath } from '../login/interactions.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { SignIns } from '../login/sign-ins.service.js';
import { type Choice, ChoosePasswordPresenter } from './choose-password.presenter.js';
import { PASSWORD_CHANGE, PasswordChanges } from './password-changes.service.js';

/** Asks who has signed in by a password that has to be changed for another one, and completes the sign-in. */
@ApiExcludeController()
@Controller(PASSWORD_CHANGE)
export class PasswordChangeController {
  constructor(
    private readonly changes: PasswordChanges,
    private readonly tickets: PasswordTickets,
    private readonly choices: ChoosePasswordPresenter,
    private readonly signIns: SignIns,
    private readonly requests: ParkedRequestsService,
    private readonly clients: ClientsService,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const choice = await this.choice(request, reference);
    if (choice) this.choices.ask(reply, choice);
    else startOver(reply, reference);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.body, 'request');
    const choice = await this.choice(request, reference);
    const user = choice ? await this.choices.take(reply, choice) : 'void';
    if (user === 'void') return startOver(reply, reference);
    if (user === 'asked') return;
    this.changes.finish(reply);
    await this.signIns.complete(reply, { user, amr: ['pwd'] }, { reference });
  }

  private async choice(request: FastifyRequest, reference: string): Promise<Choice | undefined> {
    const ticket = this.changes.ticket(request);
    const user = await this.tickets.holder(ticket, 'password-change');
    if (!user) return undefined;
    const parked = await this.requests.find(reference);
    return {
      purpose: 'password-change',
      ticket,
      action: PASSWORD_CHANGE,
      user,
      lead: 'Your password has to be changed before you go on.',
      hidden: { request: reference === '' ? undefined : reference },
      formAction: clientRedirectSource(parked, parked && (await this.clients.find(parked.clientId))),
    };
  }
}

/** Whoever has no ticket (any more) signs in, with the password as it is now. */
function startOver(reply: FastifyReply, reference: string): void {
  seeOther(reply, reference === '' ? ADD_ACCOUNT : loginPath(reference));
}
