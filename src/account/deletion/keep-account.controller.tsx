import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { distrusted } from '../../authentication/form-refusals.js';
import { startOver } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { SignInGate } from '../../authentication/sign-in/sign-in-gate.service.js';
import { type SignInInProgress, SignIns } from '../../authentication/sign-in/sign-ins.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { AccountDeletions } from '../../users/own-account/account-deletions.service.js';
import { UsersService } from '../../users/users.service.js';
import { KeepAccountPage } from './deletion-pages.js';
import { KEEP_ACCOUNT, KeepAccountAction } from './keep-account.action.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'keep-account';

/** Asks who has deleted the account, and has proven who they are, whether it stays; then completes the sign-in. */
@ApiExcludeController()
@Controller(KEEP_ACCOUNT)
export class KeepAccountController {
  constructor(
    private readonly action: KeepAccountAction,
    private readonly signIns: SignIns,
    private readonly gate: SignInGate,
    private readonly users: UsersService,
    private readonly deletions: AccountDeletions,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const signIn = await this.signIns.find(request.cookies, this.action);
    if (!signIn || !(await this.show(reply, signIn, reference))) startOver(reply, reference);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async keep(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.body, 'request');
    const signIn = await this.signIns.find(request.cookies, this.action);
    if (!signIn) return startOver(reply, reference);
    if (!this.csrf.acceptsAnonymous(request.cookies, formField(request.body, 'csrf'), PURPOSE)) {
      if (!(await this.show(reply, signIn, reference, true))) startOver(reply, reference);
      return;
    }
    const visitor = visitorOf(reply);
    const user = await this.deletions.keep(signIn.userId, visitor.facts, (transaction) =>
      this.signIns.use(signIn, this.action, transaction),
    );
    if (!user) return startOver(reply, reference);
    const proof = this.signIns.resume(visitor.cookies, signIn, user);
    seeOther(reply, await this.gate.admit(visitor, proof, { reference }));
  }

  /** @returns false if there is nothing to ask any more */
  private async show(
    reply: FastifyReply,
    { userId }: SignInInProgress,
    reference: string,
    isDistrusted = false,
  ): Promise<boolean> {
    const user = await this.users.find(userId);
    if (user?.deletionDueAt === undefined) return false;
    const { cookies } = visitorOf(reply);
    const csrf = this.csrf.anonymousToken(cookies, PURPOSE);
    this.pages.send(reply, {
      title: 'account.keep-title',
      timeZone: user.claims.zoneinfo,
      status: isDistrusted ? HttpStatus.FORBIDDEN : HttpStatus.OK,
      body: (
        <KeepAccountPage
          hidden={{ csrf, request: reference }}
          user={user}
          due={user.deletionDueAt}
          problem={isDistrusted ? distrusted(reply.request.cookies) : undefined}
        />
      ),
    });
    return true;
  }
}
