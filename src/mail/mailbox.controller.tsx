import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../oauth/redirect-uri.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { isLoopbackAddress } from '../platform/http/addresses.js';
import { addressOf } from '../platform/http/request-facts.js';
import { Public } from '../resource-server/access.js';
import { Pages } from '../ui/pages.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import { type KeptMail, Mailbox } from './mailbox.js';
import { KeptMailPage, MAILBOX, MailboxPage } from './mailbox-pages.js';

/** What a mail may do in its frame: be styled, and show the logo. Only the page of the mail may frame it. */
const POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; frame-ancestors 'self'";

/**
 * What a development server would have sent. The mails have links that let people into accounts, so only browsers of this
 * machine see them, and never in production. Nor does a page of a stranger in such a browser, whose name is made to lead to this
 * machine (DNS rebinding): the server has to be called by a name of its own.
 */
@ApiExcludeController()
@Controller(MAILBOX)
export class MailboxController {
  private readonly isOpen: boolean;
  private readonly host: string;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly pages: Pages,
    @Inject(MAIL_SETTINGS.token) { smtpUrl }: MailSettings,
    @Inject(CONFIG) { production, issuer }: Pick<Config, 'production' | 'issuer'>,
  ) {
    this.isOpen = smtpUrl === undefined && !production;
    this.host = new URL(issuer).host;
  }

  @Public()
  @Get()
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.demandAccess(request);
    this.pages.send(reply, { title: 'mailbox.title', body: <MailboxPage mails={this.mailbox.list()} /> });
  }

  @Public()
  @Get(':id')
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): void {
    const mail = this.find(request, id);
    this.pages.send(reply, { title: 'mailbox.title', frames: ["'self'"], body: <KeptMailPage mail={mail} /> });
  }

  @Public()
  @Get(':id/html')
  html(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): void {
    const { html } = this.find(request, id);
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', POLICY)
      .removeHeader('x-frame-options')
      .send(html);
  }

  private find(request: FastifyRequest, id: string): KeptMail {
    this.demandAccess(request);
    const mail = this.mailbox.find(Number(id));
    if (!mail) throw new NotFoundException();
    return mail;
  }

  private demandAccess(request: FastifyRequest): void {
    const isOfThisMachine = isLoopbackAddress(addressOf(request)) && this.isOwnName(request.headers.host ?? '');
    if (!this.isOpen || !isOfThisMachine) throw new NotFoundException();
  }

  private isOwnName(host: string): boolean {
    const address = `http://${host}`;
    return host === this.host || (URL.canParse(address) && isLoopback(new URL(address)));
  }
}
