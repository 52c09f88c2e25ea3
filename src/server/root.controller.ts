import { Controller, Get, Module, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ACCOUNT } from '../authentication/sign-in/sign-in-goals.service.js';
import { seeOther } from '../platform/http/redirect.js';
import { Public } from '../resource-server/access.js';

/** The first address that someone types: it leads to the account, and so to the sign-in page. */
@ApiExcludeController()
@Controller()
class RootController {
  @Public()
  @Get()
  toAccount(@Res() reply: FastifyReply): void {
    seeOther(reply, ACCOUNT);
  }
}

/** What the stand-alone server has besides its rooms. An application that embeds the server has a root of its own. */
@Module({ controllers: [RootController] })
export class RootModule {}
