import { Controller, Get, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { Csrf } from '../../authentication/csrf.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import type { Session } from '../../authentication/sessions/session.js';
import { ACCOUNT } from '../../authentication/sign-in/sign-in-goals.service.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { AccountDeletions } from '../../users/own-account/account-deletions.service.js';
import { ACCOUNT_SETTINGS } from '../account-settings.js';
import { DELETE_ACCOUNT, DeleteAccountEntry } from './delete-account.entry.js';
import { DeleteAccountPage, DeletionRequestedPage } from './deletion-pages.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'delete-account';

/** Lets a person delete the own account, if that is allowed and the account is kept here. */
@ApiExcludeController()
@Controller(DELETE_ACCOUNT)
export class DeleteAccountController {
  constructor(
    private readonly signIns: RecentSignIns,
    private readonly deletions: AccountDeletions,
    private readonly entry: DeleteAccountEntry,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
    private readonly account: AccountPages,
    @Inject(ACCOUNT_SETTINGS.token) private readonly settings: ValuesOf<typeof ACCOUNT_SETTINGS>,
  ) {}

  @Public()
  @Get()
  async ask(@Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessionOf(reply);
    if (session) await this.show(reply, session, HttpStatus.OK);
  }

  /** Everything of the person ends now, so the answer is shown to no one who is signed in. */
  @Public()
  @Post()
  async delete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessionOf(reply);
    if (!session) return;
    if (!this.csrf.accepts(formField(request.body, 'csrf'), PURPOSE, session.digest))
      return this.show(reply, session, HttpStatus.FORBIDDEN, 'outdated');
    const { user } = session;
    const { deletionDays: days } = this.settings;
    const due = await this.deletions.request(user, days, requestFacts(request));
    if (due === 'elsewhere') return seeOther(reply, ACCOUNT);
    if (due === 'last-administrator') return this.show(reply, session, HttpStatus.CONFLICT, due);
    this.pages.send(reply, {
      title: 'account.deleted-title',
      passing: true,
      timeZone: user.claims.zoneinfo,
      body: <DeletionRequestedPage due={due} undoable={days > 0} />,
    });
  }

  /** Of who may delete the account and has signed in lately; undefined if the reply was sent. */
  private async sessionOf(reply: FastifyReply): Promise<Session | undefined> {
    const session = await this.signIns.require(reply, DELETE_ACCOUNT);
    if (!session || (await this.entry.isShown(session))) return session;
    seeOther(reply, ACCOUNT);
    return undefined;
  }

  private async show(
    reply: FastifyReply,
    session: Session,
    status: number,
    refused?: 'outdated' | 'last-administrator',
  ): Promise<void> {
    const csrf = this.csrf.token(PURPOSE, session.digest);
    const { deletionDays: days } = this.settings;
    await this.account.send(reply, session, {
      path: DELETE_ACCOUNT,
      title: 'account.delete',
      status,
      body: <DeleteAccountPage csrf={csrf} user={session.user} days={days} refused={refused} />,
    });
  }
}
