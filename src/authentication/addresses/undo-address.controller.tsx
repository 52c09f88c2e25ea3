import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { AddressUndos } from '../../users/addresses/address-undos.service.js';
import { UNDO_ADDRESS } from '../../users/addresses/own-addresses.service.js';
import { PasswordAuthenticator } from '../authenticators/password.authenticator.js';
import { VoidLinkPage } from '../invitation/void-link-page.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { type Choice, ChoosePasswordPresenter } from '../required-actions/choose-password.presenter.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';

/** Gives an account its former address back, with a new password, to who reads that address. */
@ApiExcludeController()
@Controller(UNDO_ADDRESS.path)
export class UndoAddressController {
  constructor(
    private readonly undos: AddressUndos,
    private readonly choices: ChoosePasswordPresenter,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const choice = await this.choice(formField(request.query, 'token'));
    if (choice) this.choices.ask(reply, choice);
    else this.refuse(reply);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async undo(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const choice = await this.choice(formField(request.body, 'token'));
    const user = choice ? await this.choices.take(reply, choice) : 'void';
    if (user === 'void') this.refuse(reply);
    else if (user !== 'asked') seeOther(reply, await this.gate.admit(visitorOf(reply), this.password.chosenBy(user)));
  }

  private async choice(token: string): Promise<Choice | undefined> {
    const user = await this.undos.holder(token);
    return (
      user && {
        purpose: 'address-undo',
        action: UNDO_ADDRESS.path,
        user,
        lead: 'links.undo.lead',
        hidden: { token },
        choose: (password, facts) => this.undos.undo(token, password, facts),
      }
    );
  }

  private refuse(reply: FastifyReply): void {
    const body = <VoidLinkPage heading="links.undo.refused" lead="links.undo.void" canSignIn />;
    this.pages.send(reply, { title: 'links.undo.refused', status: HttpStatus.GONE, body });
  }
}
