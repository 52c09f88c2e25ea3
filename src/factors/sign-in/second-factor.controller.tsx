import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { EnrolFactorPage } from './enrol-factor-page.js';
import { SECOND_FACTOR } from './second-factor.action.js';
import { SecondFactorChoices } from './second-factor-choices.service.js';
import { SecondFactorSteps } from './second-factor-steps.service.js';
import { startOver, withReference } from './start-over.js';

/** Leads a person whose sign-in waits for one more factor to the page of a factor, or to set one up. */
@ApiExcludeController()
@Controller(SECOND_FACTOR)
export class SecondFactorController {
  constructor(
    private readonly steps: SecondFactorSteps,
    private readonly choices: SecondFactorChoices,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async lead(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = formField(request.query, 'request');
    const waiting = await this.steps.find(request.cookies, reference);
    if (!waiting) return startOver(reply, reference);
    const { provable, enrollable } = await this.choices.of(waiting, request.cookies);
    const [first] = provable;
    if (first) return seeOther(reply, withReference(first.path, reference));
    const ways = enrollable.map(({ signInEnrolPath = '', title }) => ({
      path: withReference(signInEnrolPath, reference),
      title,
    }));
    this.pages.send(reply, {
      title: 'factors.enrol.title',
      body: <EnrolFactorPage user={waiting.user} ways={ways} />,
    });
  }
}
