import { Controller, Get, HttpStatus, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../../authentication/csrf.js';
import { startOver, withRequest } from '../../authentication/login/sign-in-paths.js';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { seeOther } from '../../platform/http/redirect.js';
import { cookiesOf, visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { factorPages } from '../factor-pages.js';
import { EnrolFactorPage } from './enrol-factor-page.js';
import { SECOND_FACTOR } from './second-factor.action.js';
import { type Choices, SecondFactorChoices } from './second-factor-choices.service.js';
import { SecondFactorSteps, SignInGone, type WaitingSignIn } from './second-factor-steps.service.js';

/** Leads a person whose sign-in waits for one more factor to the page of a factor, or to set one up. */
@ApiExcludeController()
@Controller(SECOND_FACTOR)
export class SecondFactorController {
  constructor(
    private readonly steps: SecondFactorSteps,
    private readonly choices: SecondFactorChoices,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async lead(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const waiting = await this.steps.find(request.cookies, reference);
    if (!waiting) return startOver(reply, reference);
    const choices = await this.choices.of(waiting, request.cookies);
    const [first] = choices.provable;
    if (first) return seeOther(reply, withRequest(factorPages(first.name).step, reference));
    this.show(reply, waiting, choices, HttpStatus.OK);
  }

  /** The person sets nothing up for now. */
  @Public()
  @Post()
  @UseFilters(SignInRefusedFilter)
  async putOff(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body, cookies } = request;
    const reference = formField(body, 'request');
    const waiting = await this.steps.find(cookies, reference);
    if (!waiting) return startOver(reply, reference);
    const choices = await this.choices.of(waiting, cookies);
    if (choices.putOffUntil === undefined) return seeOther(reply, withRequest(SECOND_FACTOR, reference));
    if (!this.csrf.acceptsAnonymous(cookies, formField(body, 'csrf'), SECOND_FACTOR))
      return this.show(reply, waiting, choices, HttpStatus.FORBIDDEN);
    try {
      seeOther(reply, await this.steps.putOff(visitorOf(reply), waiting, choices.putOffUntil));
    } catch (error) {
      if (!(error instanceof SignInGone)) throw error;
      startOver(reply, reference);
    }
  }

  private show(
    reply: FastifyReply,
    { user, reference }: WaitingSignIn,
    { enrollable, putOffUntil }: Choices,
    status: number,
  ): void {
    const ways = enrollable.map(({ name, title }) => ({
      path: withRequest(factorPages(name).signInEnrol, reference),
      title,
    }));
    const hidden = {
      csrf: this.csrf.anonymousToken(cookiesOf(reply), SECOND_FACTOR),
      request: reference,
    };
    const putOff = putOffUntil === undefined ? undefined : { until: putOffUntil, hidden };
    const body = <EnrolFactorPage user={user} ways={ways} putOff={putOff} />;
    this.pages.send(reply, { title: 'factors.enrol.title', status, timeZone: user.claims.zoneinfo, body });
  }
}
