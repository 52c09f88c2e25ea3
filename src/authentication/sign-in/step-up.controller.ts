import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { visitorOf } from '../../platform/http/visitor.js';
import { Public } from '../../resource-server/access.js';
import { Interactions } from '../login/interactions.js';
import { loginPath } from '../login/sign-in-paths.js';
import { SignInRefusedFilter } from '../login/sign-in-refused.filter.js';
import { SignInGate } from './sign-in-gate.service.js';

/** Leads who is signed in to what a request demands beyond that. It is asked for on pages of their own. */
@ApiExcludeController()
@Controller('step-up')
export class StepUpController {
  constructor(
    private readonly interactions: Interactions,
    private readonly gate: SignInGate,
  ) {}

  @Public()
  @Get()
  @UseFilters(SignInRefusedFilter)
  async lead(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.interactions.find(request, reply, request.query);
    if (!found) return;
    const path = await this.gate.stepUp(visitorOf(reply), found.session, found.reference);
    seeOther(reply, path ?? loginPath(found.reference));
  }
}
