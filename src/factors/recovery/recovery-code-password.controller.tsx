import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasswordAuthenticator } from '../../authentication/authenticators/password.authenticator.js';
import { Csrf } from '../../authentication/csrf.js';
import { problemsOf } from '../../authentication/form-problems.js';
import { distrusted } from '../../authentication/form-refusals.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { FORGOT_PASSWORD } from '../../authentication/recovery/forgot-password-link.js';
import { SignInGate } from '../../authentication/sign-in/sign-in-gate.service.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { TooManyAttempts } from '../../platform/throttling/throttle.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { FORM_SCRIPT } from '../../ui/form-script.js';
import { Pages } from '../../ui/pages.js';
import { RecoveryCodePasswordPage } from './recovery-code-password-page.js';
import { RecoveryCodePasswords } from './recovery-code-passwords.service.js';
import { RecoveryCodeWay } from './recovery-code-way.js';

/** What CSRF tokens of the form are for. */
const RECOVERY = 'recovery-code';

/** Why the form was not taken. */
interface Refusal {
  readonly status: number;
  readonly problems: readonly Message[];
  readonly wrong?: 'code' | 'password';
}

/** Lets who has forgotten the password choose another one by a recovery code, and goes on with the sign-in. */
@ApiExcludeController()
@Controller()
export class RecoveryCodePasswordController {
  constructor(
    private readonly way: RecoveryCodeWay,
    private readonly passwords: RecoveryCodePasswords,
    private readonly password: PasswordAuthenticator,
    private readonly gate: SignInGate,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get('forgot-password/recovery-code')
  ask(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): void {
    this.show(reply, query);
  }

  @Public()
  @Post('forgot-password/recovery-code')
  @UseFilters(SignInRefusedFilter)
  async choose(@Req() { body, cookies }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), RECOVERY))
      return this.show(reply, body, { status: HttpStatus.FORBIDDEN, problems: [distrusted(cookies)] });
    if (!this.way.isOffered) return this.show(reply, body);
    const typed = { username: formField(body, 'username').trim(), code: formField(body, 'code') };
    const visitor = visitorOf(reply);
    try {
      const user = await this.passwords.choose({ ...typed, password: formField(body, 'password') }, visitor.facts);
      if (!user) return this.show(reply, body, WRONG);
      const reference = formField(body, 'request');
      seeOther(reply, await this.gate.admit(visitor, this.password.chosenBy(user), { reference }));
    } catch (error) {
      this.show(reply, body, refusalOf(error, reply));
    }
  }

  private show(reply: FastifyReply, form: unknown, { status, problems = [], wrong }: Partial<Refusal> = {}): void {
    if (!this.way.isOffered) {
      seeOther(reply, FORGOT_PASSWORD);
      return;
    }
    this.pages.send(reply, {
      title: 'choose-password.title',
      status: status ?? HttpStatus.OK,
      script: FORM_SCRIPT,
      body: (
        <RecoveryCodePasswordPage
          action={this.way.path}
          csrf={this.csrf.anonymousToken(cookiesOf(reply), RECOVERY)}
          reference={formField(form, 'request')}
          username={formField(form, 'username')}
          problems={problems}
          wrong={wrong}
        />
      ),
    });
  }
}

/** The same for everyone: no one learns who has an account. */
const WRONG: Refusal = {
  status: HttpStatus.BAD_REQUEST,
  problems: [message('factors.recovery.password-wrong')],
  wrong: 'code',
};

/** @throws what is no reason to ask again */
function refusalOf(error: unknown, reply: FastifyReply): Refusal {
  if (error instanceof TooManyAttempts) {
    reply.header('retry-after', String(error.retryAfter));
    const problem = message('factors.throttled', { time: { seconds: error.retryAfter } });
    return { status: HttpStatus.TOO_MANY_REQUESTS, problems: [problem] };
  }
  return { status: HttpStatus.BAD_REQUEST, problems: [...problemsOf(error).values()], wrong: 'password' };
}
