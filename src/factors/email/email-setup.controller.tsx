import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withRequest } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import { SendCodePage } from '../codes/send-code-page.js';
import { type Enroller, Enrollers } from '../enrolment/enrollers.js';
import { Enrolling } from '../enrolment/enrolling.service.js';
import { EnrolmentPages } from '../enrolment/enrolment-pages.presenter.js';
import { GoneFilter } from '../sign-in/gone.filter.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { EMAIL_PAGES, EmailFactor } from './email.factor.js';
import { EmailSetupPage } from './email-setup-page.js';

/** Turns mailed codes on: the first one shows that they arrive. */
@ApiExcludeController()
@Controller()
@UseFilters(SignInRefusedFilter, GoneFilter)
export class EmailSetupController {
  constructor(
    private readonly factor: EmailFactor,
    private readonly enrollers: Enrollers,
    private readonly enrolling: Enrolling,
    private readonly pages: EnrolmentPages,
  ) {}

  @Public()
  @Get(EMAIL_PAGES.enrol)
  async askInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, EMAIL_PAGES.enrol);
    if (enroller) await this.ask(reply, enroller);
  }

  @Public()
  @Post(EMAIL_PAGES.enrol)
  async takeInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, EMAIL_PAGES.enrol);
    if (enroller) await this.take(reply, enroller);
  }

  @Public()
  @Get(EMAIL_PAGES.signInEnrol)
  async askInSignIn(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(query, 'request'));
    if (enroller) await this.ask(reply, enroller);
  }

  @Public()
  @Post(EMAIL_PAGES.signInEnrol)
  async takeInSignIn(@Req() { body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(body, 'request'));
    if (enroller) await this.take(reply, enroller);
  }

  private async take(reply: FastifyReply, enroller: Enroller): Promise<void> {
    const { user } = enroller;
    const { body } = reply.request;
    const visitor = visitorOf(reply);
    if (!this.factor.isUsable(user) || !this.enrollers.accepts(reply, enroller))
      return this.ask(reply, enroller, message('form.outdated'));
    if (formField(body, 'act') === 'send') {
      const seconds = await this.factor.send(user, visitor.facts);
      if (seconds > 0) return this.ask(reply, enroller, message('factors.throttled', { time: { seconds } }));
      return this.askForCode(reply, enroller);
    }
    const use = await this.factor.match(user, formField(body, 'code'));
    if (!use) return this.askForCode(reply, enroller, message('factors.email.wrong'), true);
    const enrolled = await this.enrolling.enrol(visitor, enroller, this.factor, '', async (_, transaction) => {
      await use(transaction);
    });
    if (enrolled) await this.pages.finish(reply, enroller, enrolled);
    else await this.ask(reply, enroller, message('factors.not-added'));
  }

  private async ask(reply: FastifyReply, enroller: Enroller, problem?: Message): Promise<void> {
    const { user, hidden } = enroller;
    const { action, cancelPath } = placesOf(enroller);
    if (!this.factor.isUsable(user)) return seeOther(reply, cancelPath);
    const address = user.claims.email ?? '';
    await this.pages.show(reply, enroller, {
      title: this.factor.title,
      status: problem ? HttpStatus.BAD_REQUEST : HttpStatus.OK,
      body: <SendCodePage title={this.factor.title} {...{ address, action, hidden, problem, cancelPath }} />,
    });
  }

  private async askForCode(reply: FastifyReply, enroller: Enroller, problem?: Message, isInvalid = false) {
    const { action, cancelPath } = placesOf(enroller);
    const { hidden } = enroller;
    await this.pages.show(reply, enroller, {
      title: this.factor.title,
      status: problem ? HttpStatus.BAD_REQUEST : HttpStatus.OK,
      body: <EmailSetupPage factor={this.factor} {...{ action, hidden, cancelPath, problem, isInvalid }} />,
    });
  }
}

function placesOf({ by }: Enroller): { readonly action: string; readonly cancelPath: string } {
  if ('session' in by) return { action: EMAIL_PAGES.enrol, cancelPath: OWN_FACTORS };
  return { action: EMAIL_PAGES.signInEnrol, cancelPath: withRequest(SECOND_FACTOR, by.waiting.reference) };
}
