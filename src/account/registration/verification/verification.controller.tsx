import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../../authentication/csrf.js';
import { SignInRefusedFilter } from '../../../authentication/login/sign-in-refused.filter.js';
import { cookiesOf, visitorOf } from '../../../platform/http/visitor.js';
import { message } from '../../../platform/texts/message.js';
import { Public } from '../../../resource-server/access.js';
import { formField } from '../../../ui/form-field.js';
import { FORM_SCRIPT } from '../../../ui/form-script.js';
import { Pages } from '../../../ui/pages.js';
import { FormAdmission } from '../form/form-admission.js';
import { RegistrationAnswers } from '../form/registration-answers.js';
import { FormNotTaken, type FormRefusal } from '../form/registration-problems.js';
import { type PendingRegistration, PendingRegistrations, VERIFY } from '../pending/pending-registrations.service.js';
import { RegistrationCookie } from '../pending/registration-cookie.js';
import { RegistrationOver, Registrations } from '../registrations.service.js';
import { VerificationPage } from './verification-page.js';

/** What CSRF tokens of the page are for. */
const PURPOSE = 'register-verify';

/** Where the mailed link leads that proves the address of someone who registers. */
@ApiExcludeController()
@Controller(VERIFY)
export class VerificationController {
  constructor(
    private readonly pending: PendingRegistrations,
    private readonly registrations: Registrations,
    private readonly cookie: RegistrationCookie,
    private readonly answers: RegistrationAnswers,
    private readonly admission: FormAdmission,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const secret = formField(query, 'token');
    const pending = await this.waiting(secret, reply);
    if (pending) this.show(reply, secret, pending);
  }

  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async complete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, cookies } = request;
    const secret = formField(body, 'token');
    const pending = await this.waiting(secret, reply);
    if (!pending) return;
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), PURPOSE))
      return this.show(reply, secret, pending, {
        status: HttpStatus.FORBIDDEN,
        words: message('form.outdated'),
      });
    const refusal = await this.admission.throttle(request, reply);
    if (refusal) return this.show(reply, secret, pending, refusal);
    const reference = this.cookie.referenceOf(cookies, pending);
    try {
      const choice = choiceOf(body, pending, reference !== undefined);
      const user = await this.registrations.complete(secret, pending, choice, visitorOf(reply).facts);
      this.cookie.clear(cookiesOf(reply));
      await this.answers.admit(reply, user, reference ?? '');
    } catch (error) {
      this.refuse(reply, secret, pending, error);
    }
  }

  /** What waits for this link; undefined if the reply was sent. */
  private async waiting(secret: string, reply: FastifyReply): Promise<PendingRegistration | undefined> {
    const pending = await this.pending.find(secret);
    if (pending && this.registrations.mayComplete(pending)) return pending;
    if (pending) this.answers.closed(reply);
    else this.answers.over(reply, 'used');
    return undefined;
  }

  private refuse(reply: FastifyReply, secret: string, pending: PendingRegistration, error: unknown): void {
    if (error instanceof RegistrationOver) this.answers.over(reply, error.reason);
    else if (!(error instanceof FormNotTaken)) throw error;
    else if (error.refusal.problems?.has('invitation')) this.answers.over(reply, 'invitation');
    else this.show(reply, secret, pending, error.refusal);
  }

  private show(reply: FastifyReply, secret: string, pending: PendingRegistration, refusal?: FormRefusal): void {
    const { body, cookies } = reply.request;
    const typed = formField(body, 'username').trim();
    const asksUsername = typed !== '' || refusal?.problems?.has('username') === true;
    const isOther = this.cookie.referenceOf(cookies, pending) === undefined;
    this.pages.send(reply, {
      title: 'register.verify.title',
      status: refusal?.status ?? HttpStatus.OK,
      script: FORM_SCRIPT,
      body: (
        <VerificationPage
          hidden={{ csrf: this.csrf.anonymousToken(cookiesOf(reply), PURPOSE), token: secret }}
          email={pending.form.email}
          username={typed === '' ? pending.form.username : typed}
          asksUsername={asksUsername}
          asksPassword={isOther || asksUsername}
          refusal={refusal}
        />
      ),
    });
  }
}

/** What counts of the form. The password that was typed before counts only in the same browser, and for the same username. */
function choiceOf(body: unknown, { form }: PendingRegistration, isSameBrowser: boolean) {
  const username = formField(body, 'username').trim();
  const hasOther = username !== '' && username !== form.username;
  return {
    isSameBrowser,
    username: hasOther ? username : undefined,
    password: isSameBrowser && !hasOther ? undefined : formField(body, 'password'),
  };
}
