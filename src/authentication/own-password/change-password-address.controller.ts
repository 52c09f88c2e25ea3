import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../resource-server/access.js';
import { OWN_PASSWORD } from './own-password.entry.js';

/** W3C, A Well-Known URL for Changing Passwords: where password managers look for the page. */
@ApiExcludeController()
@Controller('.well-known/change-password')
export class ChangePasswordAddressController {
  /** A temporary redirect, as the standard wants it: the page may move. */
  @Public()
  @Get()
  redirect(@Res() reply: FastifyReply): void {
    reply.redirect(OWN_PASSWORD, 302);
  }
}
