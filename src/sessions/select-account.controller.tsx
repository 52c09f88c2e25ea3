import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/http/access.js';
import { formField } from '../platform/http/form-field.js';
import { Pages } from '../platform/http/pages.js';
import { seeOther } from '../platform/http/redirect.js';
import { ParkedRequestsService } from '../requests/parked-requests.service.js';
import { clientRedirectSource } from './client-redirect.js';
import { Csrf } from './csrf.js';
import { type Interaction, Interactions, loginPath } from './interactions.js';
import { SelectAccountPage } from './select-account-page.js';

const SELECT_ACCOUNT = 'select-account';

/** Asks with which account to go on. */
@ApiExcludeController()
@Controller('select-account')
export class SelectAccountController {
  constructor(
    private readonly interactions: Interactions,
    private readonly requests: ParkedRequestsService,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const interaction = await this.interactions.find(request, reply, request.query);
    if (interaction) this.show(reply, interaction);
  }

  /** Another account is chosen by signing in to it; a sign-in after the request counts as a choice. */
  @Public()
  @Post()
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const interaction = await this.interactions.find(request, reply, request.body);
    if (!interaction) return;
    const { reference, parked, session } = interaction;
    if (!this.csrf.accepts(formField(request.body, 'csrf'), SELECT_ACCOUNT, session.digest, reference)) {
      return this.show(reply, interaction, true);
    }
    if (formField(request.body, 'choice') !== 'continue') return seeOther(reply, loginPath(reference));
    await this.requests.selectAccount(reference);
    seeOther(reply, this.requests.returnPath(reference, parked));
  }

  private show(reply: FastifyReply, { reference, parked, client, session }: Interaction, outdated = false): void {
    this.pages.send(reply, {
      title: 'Choose an account',
      status: outdated ? 403 : 200,
      formAction: clientRedirectSource(parked, client),
      body: (
        <SelectAccountPage
          csrf={this.csrf.token(SELECT_ACCOUNT, session.digest, reference)}
          reference={reference}
          clientName={client.clientName}
          user={session.user}
          outdated={outdated}
        />
      ),
    });
  }
}
