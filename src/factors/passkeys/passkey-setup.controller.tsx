import { Controller, Get, Header, HttpStatus, NotFoundException, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withRequest } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import { type Enroller, Enrollers } from '../enrolment/enrollers.js';
import { Enrolling } from '../enrolment/enrolling.service.js';
import { EnrolmentPages } from '../enrolment/enrolment-pages.presenter.js';
import { GoneFilter } from '../sign-in/gone.filter.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { NewPasskeys } from './new-passkeys.service.js';
import { PASSKEY_PAGES, PasskeyFactor } from './passkey.factor.js';
import { PASSKEY_FIELD } from './passkey-button.js';
import { passkeyLabel } from './passkey-label.js';
import { PasskeyOptions } from './passkey-options.service.js';
import { PasskeySetupPage } from './passkey-page.js';
import { passkeyRefusal } from './passkey-refusals.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';

/** Adds a passkey: in the account, or to complete a sign-in. */
@ApiExcludeController()
@Controller()
@UseFilters(SignInRefusedFilter, GoneFilter)
export class PasskeySetupController {
  constructor(
    private readonly factor: PasskeyFactor,
    private readonly passkeys: NewPasskeys,
    private readonly options: PasskeyOptions,
    private readonly enrollers: Enrollers,
    private readonly enrolling: Enrolling,
    private readonly pages: EnrolmentPages,
    private readonly texts: Pages,
  ) {}

  @Public()
  @Get(PASSKEY_PAGES.enrol)
  async showInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, PASSKEY_PAGES.enrol);
    if (enroller) await this.show(reply, enroller);
  }

  @Public()
  @Get(`${PASSKEY_PAGES.enrol}/options`)
  @Header('cache-control', 'no-store')
  async askInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, PASSKEY_PAGES.enrol);
    if (enroller) await this.ask(reply, enroller);
  }

  @Public()
  @Post(PASSKEY_PAGES.enrol)
  async takeInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, PASSKEY_PAGES.enrol);
    if (enroller) await this.take(reply, enroller);
  }

  @Public()
  @Get(PASSKEY_PAGES.signInEnrol)
  async showInSignIn(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(query, 'request'));
    if (enroller) await this.show(reply, enroller);
  }

  @Public()
  @Get(`${PASSKEY_PAGES.signInEnrol}/options`)
  @Header('cache-control', 'no-store')
  async askInSignIn(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(query, 'request'));
    if (enroller) await this.ask(reply, enroller);
  }

  @Public()
  @Post(PASSKEY_PAGES.signInEnrol)
  async takeInSignIn(@Req() { body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(body, 'request'));
    if (enroller) await this.take(reply, enroller);
  }

  /** What the script asks the browser for. */
  private async ask(reply: FastifyReply, enroller: Enroller): Promise<void> {
    if (!this.options.areOffered) throw new NotFoundException('browsers offer no passkeys at this issuer');
    reply.send(await this.options.forNew(cookiesOf(reply), purposeOf(enroller), enroller.user));
  }

  private async take(reply: FastifyReply, enroller: Enroller): Promise<void> {
    const { body, cookies: sent } = reply.request;
    if (!this.enrollers.accepts(reply, enroller)) return this.show(reply, enroller, message('form.outdated'));
    const visitor = visitorOf(reply);
    try {
      const attempt = { text: formField(body, PASSKEY_FIELD), purpose: purposeOf(enroller), sent };
      const store = await this.passkeys.verify(enroller.user, attempt);
      const label = passkeyLabel(reply.request, this.texts.languageOf(reply.request));
      const enrolled = await this.enrolling.enrol(visitor, enroller, this.factor, label, store);
      if (enrolled) await this.pages.finish(reply, enroller, enrolled);
      else await this.show(reply, enroller, message('factors.not-added'));
    } catch (error) {
      if (!(error instanceof PasskeyRefused)) throw error;
      await this.show(reply, enroller, passkeyRefusal(error.reason));
    }
  }

  private async show(reply: FastifyReply, enroller: Enroller, problem?: Message): Promise<void> {
    const { by, hidden } = enroller;
    const isInAccount = 'session' in by;
    const path = isInAccount ? PASSKEY_PAGES.enrol : PASSKEY_PAGES.signInEnrol;
    const reference = isInAccount ? '' : by.waiting.reference;
    await this.pages.show(reply, enroller, {
      title: 'passkeys.setup.title',
      status: problem ? HttpStatus.BAD_REQUEST : HttpStatus.OK,
      script: PASSKEY_SCRIPT,
      asksServer: true,
      body: (
        <PasskeySetupPage
          action={path}
          hidden={hidden}
          options={withRequest(`${path}/options`, reference).slice(1)}
          isOffered={this.options.areOffered}
          cancelPath={isInAccount ? OWN_FACTORS : withRequest(SECOND_FACTOR, reference)}
          problem={problem}
        />
      ),
    });
  }
}

/** What challenges are for: a new key of this account, in this session or sign-in. */
function purposeOf({ by }: Enroller): string {
  return `add ${'session' in by ? by.session.digest : by.waiting.signIn.digest}`;
}
