import { Controller, Get, HttpStatus, Post, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SignInRefusedFilter } from '../../authentication/login/sign-in-refused.filter.js';
import { Database } from '../../platform/database/database.js';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import type { TextKey } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import { Enrollers, type SignedIn } from '../enrolment/enrollers.js';
import { EnrolmentPages } from '../enrolment/enrolment-pages.presenter.js';
import { Enrolments } from '../enrolments.service.js';
import { RECOVERY_CODES_PAGES } from './recovery-codes.factor.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { RenewCodesPage } from './renew-codes-page.js';

/** Makes new recovery codes for a person who has a factor that they can stand in for. */
@ApiExcludeController()
@Controller(RECOVERY_CODES_PAGES.enrol)
@UseFilters(SignInRefusedFilter)
export class RecoveryCodesController {
  constructor(
    private readonly enrollers: Enrollers,
    private readonly enrolments: Enrolments,
    private readonly codes: RecoveryCodes,
    private readonly pages: EnrolmentPages,
    private readonly database: Database,
  ) {}

  @Public()
  @Get()
  async ask(@Res() reply: FastifyReply): Promise<void> {
    const person = await this.person(reply);
    if (person) await this.show(reply, person);
  }

  @Public()
  @Post()
  async renew(@Res() reply: FastifyReply): Promise<void> {
    const person = await this.person(reply);
    if (!person) return;
    if (!this.enrollers.accepts(reply, person)) return this.show(reply, person, 'form.outdated');
    const { user } = person;
    const by = { actor: user.id, facts: requestFacts(reply.request) };
    const recoveryCodes = await this.database.transaction((transaction) => this.codes.renew(user, transaction, by));
    await this.pages.finish(reply, person, { path: OWN_FACTORS, recoveryCodes });
  }

  /** @returns undefined if the reply was sent */
  private async person(reply: FastifyReply): Promise<SignedIn | undefined> {
    const person = await this.enrollers.signedIn(reply, RECOVERY_CODES_PAGES.enrol);
    if (!person) return undefined;
    const kinds = await this.enrolments.kindsOf(person.user);
    if (kinds.some(({ isFallback }) => !isFallback)) return person;
    seeOther(reply, OWN_FACTORS);
    return undefined;
  }

  private async show(reply: FastifyReply, person: SignedIn, problem?: TextKey): Promise<void> {
    await this.pages.show(reply, person, {
      title: 'factors.recovery.renew',
      status: problem ? HttpStatus.FORBIDDEN : HttpStatus.OK,
      body: <RenewCodesPage action={RECOVERY_CODES_PAGES.enrol} hidden={person.hidden} problem={problem} />,
    });
  }
}
