import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { Pages } from '../../ui/pages.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';
import { StartPage } from './start-page.js';

export const START = '/setup/next';

/** Tells the first administrator what to do next. */
@ApiExcludeController()
@Controller(START)
export class StartController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly pages: Pages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A person who is not signed in is led to sign in. */
  @Public()
  @Get()
  async show(@Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessions.current(cookiesOf(reply).sent);
    if (!session) return seeOther(reply, ACCOUNT);
    const body = <StartPage username={session.user.username} hasDocs={this.config.docsEnabled} />;
    this.pages.send(reply, { title: 'start.title', body });
  }
}
