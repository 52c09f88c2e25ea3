import { Controller, Get, Header, HttpStatus, NotFoundException, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { startOver, withRequest } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { type Message, message } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { GoneFilter } from '../sign-in/gone.filter.js';
import { otherWays } from '../sign-in/other-ways.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { SecondFactorChoices } from '../sign-in/second-factor-choices.service.js';
import { SecondFactorSteps, type WaitingSignIn } from '../sign-in/second-factor-steps.service.js';
import { PASSKEY_PAGES, PasskeyFactor } from './passkey.factor.js';
import { PASSKEY_FIELD } from './passkey-button.js';
import { PasskeyOptions } from './passkey-options.service.js';
import { PasskeyStepPage } from './passkey-page.js';
import { passkeyRefusal } from './passkey-refusals.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';
import { PasskeySteps, purposeOf } from './passkey-steps.service.js';

const OPTIONS = `${PASSKEY_PAGES.step}/options`;

/** The page on which a passkey completes a sign-in. */
@ApiExcludeController()
@Controller()
export class PasskeyStepController {
  constructor(
    private readonly factor: PasskeyFactor,
    private readonly steps: SecondFactorSteps,
    private readonly choices: SecondFactorChoices,
    private readonly passkeys: PasskeySteps,
    private readonly options: PasskeyOptions,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get(PASSKEY_PAGES.step)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const waiting = await this.steps.find(request.cookies, reference);
    if (waiting) await this.send(reply, waiting);
    else startOver(reply, reference);
  }

  /** What the script asks the browser for. */
  @Public()
  @Get(OPTIONS)
  @Header('cache-control', 'no-store')
  async ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const waiting = await this.steps.find(request.cookies, '');
    if (!waiting || !this.options.areOffered) throw new NotFoundException('no sign-in waits for a passkey');
    return this.options.forOne(cookiesOf(reply), purposeOf(waiting), waiting.user.id);
  }

  @Public()
  @Post(PASSKEY_PAGES.step)
  @UseFilters(SignInRefusedFilter, GoneFilter)
  async take(@Req() { body, cookies }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(body, 'request');
    const waiting = await this.steps.find(cookies, reference);
    if (!waiting) return startOver(reply, reference);
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), SECOND_FACTOR))
      return this.send(reply, waiting, message('form.outdated'), HttpStatus.FORBIDDEN);
    if (!(await this.isProvable(reply, waiting))) return seeOther(reply, withRequest(SECOND_FACTOR, reference));
    try {
      const path = await this.passkeys.complete(visitorOf(reply), waiting, formField(body, PASSKEY_FIELD));
      seeOther(reply, path);
    } catch (error) {
      if (!(error instanceof PasskeyRefused)) throw error;
      await this.send(reply, waiting, passkeyRefusal(error.reason), HttpStatus.BAD_REQUEST);
    }
  }

  private async isProvable({ request }: FastifyReply, waiting: WaitingSignIn): Promise<boolean> {
    return (await this.choices.of(waiting, request.cookies)).provable.includes(this.factor);
  }

  private async send(
    reply: FastifyReply,
    waiting: WaitingSignIn,
    problem?: Message,
    status: number = HttpStatus.OK,
  ): Promise<void> {
    const { user, reference } = waiting;
    const { provable } = await this.choices.of(waiting, reply.request.cookies);
    // Also who knows the address of the page gets no further by a factor that does not count here.
    if (!provable.includes(this.factor)) return seeOther(reply, withRequest(SECOND_FACTOR, reference));
    this.pages.send(reply, {
      title: 'passkeys.step.title',
      status,
      script: PASSKEY_SCRIPT,
      asksServer: true,
      body: (
        <PasskeyStepPage
          user={user}
          action={PASSKEY_PAGES.step}
          hidden={{
            csrf: this.csrf.anonymousToken(cookiesOf(reply), SECOND_FACTOR),
            request: reference,
          }}
          options={OPTIONS.slice(1)}
          others={otherWays(provable, this.factor, reference)}
          problem={problem}
        />
      ),
    });
  }
}
