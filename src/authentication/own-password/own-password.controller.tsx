import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { type Visitor, visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { TooManyAttempts } from '../../platform/throttling/throttle.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { PasswordChoices } from '../../users/passwords/password-choices.service.js';
import type { User } from '../../users/user.js';
import { AccountPages } from '../account-pages/account-pages.js';
import { PasswordAuthenticator } from '../authenticators/password.authenticator.js';
import { Csrf } from '../csrf.js';
import { type FormProblems, problemsOf } from '../form-problems.js';
import { OUTDATED } from '../form-refusals.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { RecentSignIns } from '../recent-sign-in/recent-sign-ins.js';
import type { Session } from '../sessions/session.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SignInGate } from '../sign-in/sign-in-gate.service.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';
import { OWN_PASSWORD } from './own-password.entry.js';
import { OwnPasswordPage } from './own-password-page.js';

/** What CSRF tokens of the form are for. */
const CHANGE = 'own-password';

/** What the tokens are for by which the account page knows that the password was changed, and whether all else has ended. */
export const PASSWORD_CHANGED = 'own-password-changed';
export const PASSWORD_ONLY_CHANGED = 'own-password-only-changed';

/** How the page is shown again. */
interface Again {
  readonly status: number;
  readonly problems: FormProblems;
  readonly refusal: Message;
}

/** Lets someone who is signed in change the password, if the account has one. */
@ApiExcludeController()
@Controller(OWN_PASSWORD)
export class OwnPasswordController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordChoices,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly csrf: Csrf,
    private readonly recent: RecentSignIns,
    private readonly pages: AccountPages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessionWithPassword(request, reply);
    if (session) await this.show(reply, session);
  }

  /** Every session of the person ends, and all that apps hold, unless the person wants otherwise; this browser gets a new session. */
  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.sessionWithPassword(request, reply);
    if (!session) return;
    if (!this.csrf.accepts(formField(request.body, 'csrf'), CHANGE, session.digest))
      return this.show(reply, session, { status: HttpStatus.FORBIDDEN, refusal: OUTDATED });
    const visitor = visitorOf(reply);
    const user = await this.take(reply, session, visitor);
    if (user === 'asked') return;
    if (!user) return seeOther(reply, OWN_PASSWORD);
    const changed = this.csrf.anonymousToken(
      visitor.cookies,
      keepsSessions(request.body) ? PASSWORD_ONLY_CHANGED : PASSWORD_CHANGED,
    );
    const otherwise = `${ACCOUNT}?${new URLSearchParams({ changed })}`;
    seeOther(reply, await this.gate.admit(visitor, this.password.chosenBy(user), { otherwise }));
  }

  /**
   * Checks the current password as a sign-in does, and so that guesses count as those of a sign-in, then stores the new one.
   * @returns the user; `asked` if the page was shown again; undefined if the account was changed meanwhile
   */
  private async take(reply: FastifyReply, session: Session, { facts }: Visitor): Promise<User | 'asked' | undefined> {
    const { body, cookies: sent } = reply.request;
    const current = formField(body, 'current_password');
    const form = { username: session.user.username, password: current };
    try {
      const verified = await this.password.verify({ form, sent, facts });
      if (verified?.id !== session.user.id) {
        const problems = new Map([['current_password', message('own-password.wrong')]]);
        await this.show(reply, session, { status: HttpStatus.BAD_REQUEST, problems });
        return 'asked';
      }
      const account = { userId: verified.id, accountVersion: verified.accountVersion ?? null };
      const choosing = { admit: async () => true, keepsSessions: keepsSessions(body) };
      return await this.passwords.choose(account, formField(body, 'password'), facts, choosing);
    } catch (error) {
      await this.refuse(reply, session, error);
      return 'asked';
    }
  }

  private async refuse(reply: FastifyReply, session: Session, error: unknown): Promise<void> {
    if (error instanceof TooManyAttempts) {
      reply.header('retry-after', String(error.retryAfter));
      const refusal = message('login.throttled', { time: { seconds: error.retryAfter } });
      await this.show(reply, session, { status: HttpStatus.TOO_MANY_REQUESTS, refusal });
    } else await this.show(reply, session, { status: HttpStatus.BAD_REQUEST, problems: problemsOf(error) });
  }

  /** The session of someone who has a password and signed in lately; undefined if the reply was sent. */
  private async sessionWithPassword({ cookies }: FastifyRequest, reply: FastifyReply): Promise<Session | undefined> {
    const session = await this.sessions.current(cookies);
    if (!session || (await this.passwords.exists(session.user))) return this.recent.require(reply, OWN_PASSWORD);
    seeOther(reply, ACCOUNT);
    return undefined;
  }

  private async show(
    reply: FastifyReply,
    session: Session,
    { status, problems = new Map(), refusal }: Partial<Again> = {},
  ): Promise<void> {
    await this.pages.send(reply, session, {
      path: OWN_PASSWORD,
      title: 'own-password.title',
      status: status ?? HttpStatus.OK,
      script: FORM_SCRIPT,
      body: (
        <OwnPasswordPage
          action={OWN_PASSWORD}
          csrf={this.csrf.token(CHANGE, session.digest)}
          user={session.user}
          keepsSessions={keepsSessions(reply.request.body)}
          problems={problems}
          refusal={refusal}
        />
      ),
    });
  }
}

/** What the person wants: by default everything ends. */
function keepsSessions(body: unknown): boolean {
  return formField(body, 'keep_sessions') === 'yes';
}
