import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { AddressUndos } from '../../users/addresses/address-undos.service.js';
import { UNDO_ADDRESS } from '../../users/addresses/own-addresses.service.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import type { Choice } from '../required-actions/choose-password.presenter.js';
import { PasswordLinks, type VoidLink } from '../required-actions/password-links.presenter.js';

const VOID: VoidLink = { heading: 'links.undo.refused', lead: 'links.undo.void' };

/** Gives an account its former address back, with a new password, to who reads that address. */
@ApiExcludeController()
@Controller(UNDO_ADDRESS.path)
export class UndoAddressController {
  constructor(
    private readonly undos: AddressUndos,
    private readonly links: PasswordLinks,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.links.ask(reply, await this.choice(formField(request.query, 'token')), VOID);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async undo(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.links.take(reply, await this.choice(formField(request.body, 'token')), VOID);
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
}
