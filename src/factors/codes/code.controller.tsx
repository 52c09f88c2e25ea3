import { Controller, Get, HttpStatus, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { distrusted } from '../../authentication/form-refusals.js';
import { startOver, withRequest } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import type { Peers } from '../../platform/peers.js';
import { type Message, message } from '../../platform/texts/message.js';
import { TooManyAttempts } from '../../platform/throttling/throttle.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { lookOf } from '../../ui/reader.js';
import { RememberedDevices } from '../devices/remembered-devices.service.js';
import { factorPages } from '../factor-pages.js';
import { GoneFilter } from '../sign-in/gone.filter.js';
import { otherWays } from '../sign-in/other-ways.js';
import { SECOND_FACTOR } from '../sign-in/second-factor.action.js';
import { SecondFactorChoices } from '../sign-in/second-factor-choices.service.js';
import { SecondFactorSteps, type WaitingSignIn } from '../sign-in/second-factor-steps.service.js';
import { CodeAttempts } from './code-attempts.service.js';
import { CODE_FACTORS, type CodeFactor } from './code-factor.js';
import { CodePage } from './code-page.js';

/** Why a form was not taken. */
interface Refusal {
  readonly status: number;
  readonly problem: Message;
  readonly isInvalid?: boolean;
}

/** The pages on which a code completes a sign-in: one for each kind of factor that is proven by a code. */
@ApiExcludeController()
@Controller(SECOND_FACTOR)
export class CodeController {
  constructor(
    @Inject(CODE_FACTORS.token) private readonly factors: Peers<CodeFactor>,
    private readonly steps: SecondFactorSteps,
    private readonly choices: SecondFactorChoices,
    private readonly attempts: CodeAttempts,
    private readonly devices: RememberedDevices,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get(':factor')
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('factor') name: string): Promise<void> {
    const reference = formField(request.query, 'request');
    const waiting = await this.steps.find(request.cookies, reference);
    const factor = this.factors.get(name);
    if (waiting && factor) await this.show(reply, waiting, factor);
    else startOver(reply, reference);
  }

  @Public()
  @Post(':factor')
  @UseFilters(SignInRefusedFilter, GoneFilter)
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('factor') name: string): Promise<void> {
    const { body, cookies } = request;
    const reference = formField(body, 'request');
    const waiting = await this.steps.find(cookies, reference);
    const factor = this.factors.get(name);
    if (!waiting || !factor) return startOver(reply, reference);
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), SECOND_FACTOR))
      return this.show(reply, waiting, factor, {
        status: HttpStatus.FORBIDDEN,
        problem: distrusted(cookies),
      });
    try {
      if (factor.send && formField(body, 'act') === 'send') return await this.send(reply, waiting, factor);
      const path = await this.complete(reply, waiting, factor, formField(body, 'code'));
      if (path !== undefined) return seeOther(reply, path);
      const { wrong } = factor.words;
      await this.show(reply, waiting, factor, {
        status: HttpStatus.BAD_REQUEST,
        problem: message(wrong),
        isInvalid: true,
      });
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      reply.header('retry-after', String(error.retryAfter));
      const problem = message('factors.throttled', { time: { seconds: error.retryAfter } });
      await this.show(reply, waiting, factor, { status: HttpStatus.TOO_MANY_REQUESTS, problem });
    }
  }

  private async complete(
    reply: FastifyReply,
    waiting: WaitingSignIn,
    factor: CodeFactor,
    code: string,
  ): Promise<string | undefined> {
    const visitor = visitorOf(reply);
    return this.attempts.take(visitor, waiting.user, factor, code, (use) =>
      this.steps.complete(visitor, waiting, factor, async (transaction) => {
        if (!(await use(transaction))) return false;
        if (this.isRemembered(factor, reply)) await this.devices.remember(visitor, waiting.user, transaction);
        return true;
      }),
    );
  }

  /** Sends the person a code, then asks for it. */
  private async send(reply: FastifyReply, waiting: WaitingSignIn, factor: CodeFactor): Promise<void> {
    const seconds = (await factor.send?.(waiting.user, visitorOf(reply).facts, lookOf(reply.request.cookies))) ?? 0;
    if (seconds > 0) throw new TooManyAttempts(seconds);
    await this.show(reply, waiting, factor);
  }

  /** What stands in for a factor that was lost makes no device known. */
  private isRemembered({ isFallback }: CodeFactor, { request }: FastifyReply): boolean {
    return !isFallback && formField(request.body, 'remember') === 'yes';
  }

  private async show(
    reply: FastifyReply,
    waiting: WaitingSignIn,
    factor: CodeFactor,
    { status, problem, isInvalid = false }: Partial<Refusal> = {},
  ): Promise<void> {
    const { user, reference } = waiting;
    const { provable } = await this.choices.of(waiting, reply.request.cookies);
    // Also who knows the address of a page gets no further by a factor that does not count here.
    if (!provable.includes(factor)) return seeOther(reply, withRequest(SECOND_FACTOR, reference));
    // What was typed, or a code that was sent, is answered by the form for the code.
    const { method } = reply.request;
    const isToSend = factor.send !== undefined && method !== 'POST';
    this.pages.send(reply, {
      title: factor.words.heading,
      status: status ?? HttpStatus.OK,
      body: (
        <CodePage
          factor={factor}
          user={user}
          action={factorPages(factor.name).step}
          hidden={{
            csrf: this.csrf.anonymousToken(cookiesOf(reply), SECOND_FACTOR),
            request: reference,
          }}
          others={otherWays(provable, factor, reference)}
          rememberDays={factor.isFallback ? undefined : this.devices.days}
          isRemembered={this.isRemembered(factor, reply)}
          problem={problem}
          isInvalid={isInvalid}
          send={factor.send && (isToSend ? 'first' : 'again')}
        />
      ),
    });
  }
}
