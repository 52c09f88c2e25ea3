import { Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { OwnAddresses } from '../../users/addresses/own-addresses.service.js';
import { AccountPages } from '../account-pages/account-pages.js';
import { Csrf } from '../csrf.js';
import { problemsOf } from '../form-problems.js';
import { OUTDATED } from '../form-refusals.js';
import { RecentSignIns } from '../recent-sign-in/recent-sign-ins.js';
import type { Session } from '../sessions/session.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';
import { OWN_EMAIL, OwnEmailEntry } from './own-email.entry.js';
import { OwnEmailPage } from './own-email-page.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'own-email';

/** How a page is shown again. */
interface Again {
  readonly status?: number;
  readonly typed?: string;
  readonly sent?: string;
  readonly problems?: readonly Message[];
}

/** Lets someone who is signed in ask for a link that verifies the present address or another one. */
@ApiExcludeController()
@Controller(OWN_EMAIL)
export class OwnEmailController {
  constructor(
    private readonly addresses: OwnAddresses,
    private readonly recent: RecentSignIns,
    private readonly entry: OwnEmailEntry,
    private readonly csrf: Csrf,
    private readonly pages: AccountPages,
  ) {}

  @Public()
  @Get()
  async ask(@Res() reply: FastifyReply): Promise<void> {
    const session = await this.session(reply);
    if (!session) return;
    const { email = '' } = this.recent.typedBefore(reply, session, OWN_EMAIL);
    await this.show(reply, session, { typed: email });
  }

  @Public()
  @Post()
  async send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.session(reply);
    if (!session) return;
    const typed = formField(request.body, 'email').trim();
    if (!this.csrf.accepts(formField(request.body, 'csrf'), PURPOSE, session.digest))
      return this.show(reply, session, { status: HttpStatus.FORBIDDEN, typed, problems: [OUTDATED] });
    try {
      const wait = await this.addresses.ask(session.user, typed, requestFacts(request));
      if (wait === 0) return await this.show(reply, session, { sent: typed });
      reply.header('retry-after', String(wait));
      const problems = [message('login.throttled', { time: { seconds: wait } })];
      await this.show(reply, session, { status: HttpStatus.TOO_MANY_REQUESTS, typed, problems });
    } catch (error) {
      const problems = [...problemsOf(error).values()];
      await this.show(reply, session, { status: HttpStatus.BAD_REQUEST, typed, problems });
    }
  }

  private async session(reply: FastifyReply): Promise<Session | undefined> {
    if (this.entry.isShown()) return this.recent.require(reply, OWN_EMAIL, ['email']);
    seeOther(reply, ACCOUNT);
    return undefined;
  }

  private show(reply: FastifyReply, session: Session, { status, typed, sent, problems }: Again): Promise<void> {
    return this.pages.send(reply, session, {
      path: OWN_EMAIL,
      title: 'account.claim.email',
      status: status ?? HttpStatus.OK,
      script: FORM_SCRIPT,
      body: (
        <OwnEmailPage
          csrf={this.csrf.token(PURPOSE, session.digest)}
          claims={session.user.claims}
          typed={typed ?? ''}
          sent={sent}
          problems={problems ?? []}
        />
      ),
    });
  }
}
