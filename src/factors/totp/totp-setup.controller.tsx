import { Controller, Get, HttpStatus, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withRequest } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import { type Enroller, Enrollers } from '../enrolment/enrollers.js';
import { Enrolling } from '../enrolment/enrolling.service.js';
import { EnrolmentPages } from '../enrolment/enrolment-pages.presenter.js';
import { GoneFilter } from '../sign-in/gone.filter.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { TOTP_PAGES, TotpFactor } from './totp.factor.js';
import { keyUri } from './totp.js';
import { type OfferedSecret, TotpSecrets } from './totp-secrets.service.js';
import { TotpSetupPage } from './totp-setup-page.js';

/** Sets an authenticator app up: nothing is stored before a code of it has shown that it works. */
@ApiExcludeController()
@Controller()
@UseFilters(SignInRefusedFilter, GoneFilter)
export class TotpSetupController {
  constructor(
    private readonly factor: TotpFactor,
    private readonly secrets: TotpSecrets,
    private readonly enrollers: Enrollers,
    private readonly enrolling: Enrolling,
    private readonly pages: EnrolmentPages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Public()
  @Get(TOTP_PAGES.enrol)
  async askInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, TOTP_PAGES.enrol);
    if (enroller) await this.ask(reply, enroller);
  }

  @Public()
  @Post(TOTP_PAGES.enrol)
  async takeInAccount(@Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.signedIn(reply, TOTP_PAGES.enrol);
    if (enroller) await this.take(reply, enroller);
  }

  @Public()
  @Get(TOTP_PAGES.signInEnrol)
  async askInSignIn(@Req() { query }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(query, 'request'));
    if (enroller) await this.ask(reply, enroller);
  }

  @Public()
  @Post(TOTP_PAGES.signInEnrol)
  async takeInSignIn(@Req() { body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enroller = await this.enrollers.waiting(reply, this.factor, formField(body, 'request'));
    if (enroller) await this.take(reply, enroller);
  }

  private async ask(reply: FastifyReply, enroller: Enroller, problem?: Message): Promise<void> {
    const offered = await this.secrets.offer(enroller.user);
    await this.show(reply, enroller, offered, problem && { problem, isInvalid: false });
  }

  private async take(reply: FastifyReply, enroller: Enroller): Promise<void> {
    const { body } = reply.request;
    const offered = this.secrets.offered(enroller.user, formField(body, 'secret'));
    if (!offered || !this.enrollers.accepts(reply, enroller))
      return this.ask(reply, enroller, message('form.outdated'));
    const step = await this.secrets.confirm(offered, formField(body, 'code'));
    if (step === undefined)
      return this.show(reply, enroller, offered, { problem: message('factors.totp.wrong'), isInvalid: true });
    const label = formField(body, 'label');
    const enrolled = await this.enrolling.enrol(visitorOf(reply), enroller, this.factor, label, (id, transaction) =>
      this.secrets.store(id, offered.secret, transaction, step),
    );
    if (enrolled) await this.pages.finish(reply, enroller, enrolled);
    else await this.ask(reply, enroller, message('factors.not-added'));
  }

  private async show(
    reply: FastifyReply,
    enroller: Enroller,
    { secret, sealed }: OfferedSecret,
    refusal?: { readonly problem: Message; readonly isInvalid: boolean },
  ): Promise<void> {
    const { user, by, hidden } = enroller;
    const { default: encodeQR } = await import('qr');
    const uri = await keyUri(secret, this.config.brand.name, user.username);
    const isInAccount = 'session' in by;
    await this.pages.show(reply, enroller, {
      title: 'factors.totp.setup-title',
      status: refusal ? HttpStatus.BAD_REQUEST : HttpStatus.OK,
      body: (
        <TotpSetupPage
          factor={this.factor}
          action={isInAccount ? TOTP_PAGES.enrol : TOTP_PAGES.signInEnrol}
          hidden={{ ...hidden, secret: sealed }}
          secret={secret}
          modules={encodeQR(uri, 'raw', { ecc: 'medium', border: 4 })}
          label={formField(reply.request.body, 'label')}
          cancelPath={isInAccount ? OWN_FACTORS : withRequest(SECOND_FACTOR, by.waiting.reference)}
          problem={refusal?.problem}
          isInvalid={refusal?.isInvalid ?? false}
        />
      ),
    });
  }
}
