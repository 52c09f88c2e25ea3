import { Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { Csrf } from '../../authentication/csrf.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import type { Session } from '../../authentication/sessions/session.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { OWN_DATA } from './data.entry.js';
import { DataPage } from './data-page.js';
import { OwnData } from './own-data.service.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'own-data';

/** Lets a person download what is stored about them, as JSON: all at once, so a thief of a session must not get it. */
@ApiExcludeController()
@Controller(OWN_DATA)
export class DataController {
  constructor(
    private readonly signIns: RecentSignIns,
    private readonly data: OwnData,
    private readonly csrf: Csrf,
    private readonly pages: AccountPages,
  ) {}

  @Public()
  @Get()
  async ask(@Res() reply: FastifyReply): Promise<void> {
    const session = await this.signIns.require(reply, OWN_DATA);
    if (session) await this.show(reply, session, HttpStatus.OK);
  }

  @Public()
  @Post()
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.signIns.require(reply, OWN_DATA);
    if (!session) return;
    if (!this.csrf.accepts(formField(request.body, 'csrf'), PURPOSE, session.digest))
      return this.show(reply, session, HttpStatus.FORBIDDEN);
    const data = await this.data.of(session.user, requestFacts(request));
    reply
      .status(HttpStatus.OK)
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="account.json"')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(data, null, 2));
  }

  private async show(reply: FastifyReply, session: Session, status: number): Promise<void> {
    const csrf = this.csrf.token(PURPOSE, session.digest);
    await this.pages.send(reply, session, {
      path: OWN_DATA,
      title: 'account.data',
      status,
      body: <DataPage csrf={csrf} outdated={status === HttpStatus.FORBIDDEN} />,
    });
  }
}
